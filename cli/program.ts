import { Command } from 'commander';
import { addAccounts } from './commands/accounts/command.ts';
import { addArchive } from './commands/archive/command.ts';
import type { Starts } from './context.ts';
import { addDeadLetters } from './commands/dead-letters/command.ts';
import { addDoctor } from './commands/doctor/command.ts';
import { addInsights } from './commands/insights/command.ts';
import { addListen } from './commands/listen/command.ts';
import { addReplay } from './commands/replay/command.ts';
import { addSend } from './commands/send/command.ts';
import { addSetup } from './commands/setup/command.ts';
import { addSubscriptions } from './commands/subscriptions/command.ts';

const HELP = `
Results go to standard output, notes and progress to standard error. Nothing of a message is shown without --body or --values.
With --json there is one document on standard output; an error is {"error":{"code","message","hint"}} on standard error.

Exit codes: 0 fine, 1 something failed or AWS refused it, 2 wrong usage.

Credentials, --profile and --region are what the AWS CLI takes; AWS_ENDPOINT_URL points to an emulator.

Examples:
  npm run receiver -- setup
  npm run receiver -- doctor
  npm run receiver -- dead-letters list
  npm run receiver -- archive list --from 2h --field comments
  npm run receiver -- replay --from 2026-01-31T12:00Z --to 2026-01-31T13:00Z --dry-run`;

/** Makes the command line. Parsing throws commander's errors, and prints nothing but help. */
export function createProgram(
  starts: Starts,
  write: { readonly out: (text: string) => void; readonly err: (text: string) => void },
): Command {
  const program = new Command('npm run receiver --')
    .description(
      'Looks after a deployed receiver: its dead letters, its archive, replays, what comes and what is sent.',
    )
    .usage('<command> [options]')
    .exitOverride()
    .configureOutput({ writeOut: write.out, writeErr: write.err, outputError: () => undefined })
    .configureHelp({ showGlobalOptions: true })
    .option('--stack <name>', 'the CloudFormation stack', 'MetaWebhooks')
    .option('--profile <name>', 'the AWS profile')
    .option('--region <name>', 'the AWS region')
    .option('--json', 'write one JSON document')
    .option('--progress', 'show progress where standard error is no terminal')
    .addHelpText('after', HELP);
  addSetup(program, starts.start);
  addDoctor(program, starts.start);
  addSubscriptions(program, starts.start);
  addAccounts(program, starts.start);
  addSend(program, starts);
  addListen(program, starts.start);
  addDeadLetters(program, starts.start);
  addArchive(program, starts.start);
  addReplay(program, starts.start);
  addInsights(program, starts.start);
  return program;
}
