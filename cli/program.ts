import { Command } from 'commander';
import { addAccounts } from './commands/accounts/command.ts';
import { archive } from './commands/archive/command.ts';
import type { Starts } from './context.ts';
import { addCommand, createOption, type RunCommand } from './framework/add-command.ts';
import { GLOBAL_OPTIONS } from './global-options.ts';
import { addDeadLetters } from './commands/dead-letters/command.ts';
import { doctor } from './commands/doctor/command.ts';
import { addInsights } from './commands/insights/command.ts';
import { addListen } from './commands/listen/command.ts';
import { addReplay } from './commands/replay/command.ts';
import { addSend } from './commands/send/command.ts';
import { addSetup } from './commands/setup/command.ts';
import { addSubscriptions } from './commands/subscriptions/command.ts';

const HELP = `
Results go to standard output, notes and progress to standard error. Message
content is never printed without --body or --values. With --json, standard
output is one JSON document. An error is
{"error":{"code","message","hint"}} on standard error.

Exit codes: 0 success, 1 something failed or was rejected, 2 wrong usage.

Credentials, --profile and --region work as in the AWS CLI. Set AWS_ENDPOINT_URL
to use an emulator.

Examples:
  npm run receiver -- setup
  npm run receiver -- doctor
  npm run receiver -- dead-letters list
  npm run receiver -- archive list --from 2h --field comments
  npm run receiver -- replay --from 2h --dry-run`;

/** Creates the command line. Parsing throws errors of commander and prints nothing but help. */
export function createProgram(
  { run, ...starts }: Starts & { readonly run: RunCommand },
  write: { readonly out: (text: string) => void; readonly err: (text: string) => void },
): Command {
  const program = new Command('npm run receiver --')
    .description(
      'Operate a deployed receiver: set it up, check it, and work with its events, archive and dead letters.',
    )
    .usage('<command> [options]')
    .exitOverride()
    .configureOutput({ writeOut: write.out, writeErr: write.err, outputError: () => undefined })
    .configureHelp({ showGlobalOptions: true })
    .addHelpText('after', HELP);
  for (const option of GLOBAL_OPTIONS) program.addOption(createOption(option));
  addSetup(program, starts.start);
  addCommand(program, doctor, run);
  addSubscriptions(program, starts.start);
  addAccounts(program, starts.start);
  addSend(program, starts);
  addListen(program, starts.start);
  addDeadLetters(program, starts.start);
  addCommand(program, archive, run);
  addReplay(program, starts.start);
  addInsights(program, starts.start);
  return program;
}
