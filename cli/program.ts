import { Command } from 'commander';
import manifest from '../package.json' with { type: 'json' };
import { addCommand, createOption, type RunCommand } from './framework/add-command.ts';
import type { Example } from './framework/define-command.ts';
import { coloredHelpText, PROGRAM_NAME } from './framework/help-text.ts';
import { GLOBAL_OPTIONS } from './global-options.ts';
import { COMMANDS } from './registry.ts';
import { PLAIN, type Screen } from '../local/terminal/screen.ts';
import { bold, cyan, renderText } from '../local/terminal/text.ts';

const NOTES = `Results go to standard output, notes and progress to standard error. Message
content is never printed without --body or --values. With --json, standard
output is one JSON document. An error is
{"error":{"code","message","hint"}} on standard error.

Exit codes: 0 success, 1 something failed or was rejected, 2 wrong usage.

Credentials, --profile and --region work as in the AWS CLI. Set AWS_ENDPOINT_URL
to use an emulator.`;

/** What the help of the program says, and the first section of docs/commands.md. */
export const PROGRAM: {
  readonly description: string;
  readonly notes: readonly string[];
  readonly examples: readonly Example[];
} = {
  description: 'Operate a deployed receiver: set it up, check it, and work with its events, archive and dead letters.',
  notes: [NOTES],
  examples: [
    { args: 'setup' },
    { args: 'doctor' },
    { args: 'dead-letters list' },
    { args: 'archive list --from 2h --field comments' },
    { args: 'replay --from 2h --dry-run' },
  ],
};

/** Where the parser writes the help, and how. */
export interface ProgramOutput {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** @default PLAIN */
  readonly screen?: Screen;
}

const HELP_COLUMNS = 80;

/** Commander removes the colors where there are none. */
const HELP_STYLES = {
  styleTitle: (text: string) => renderText(bold(text), true),
  styleCommandText: (text: string) => renderText(cyan(text), true),
  styleSubcommandText: (text: string) => renderText(cyan(text), true),
  styleOptionText: (text: string) => renderText(cyan(text), true),
};

/**
 * Creates the command line from the registry. Parsing prints nothing but help.
 * @param run - runs the command that was parsed
 * @throws CommanderError from parsing, for wrong usage and for help
 */
export function createProgram(run: RunCommand, { out, err, screen = PLAIN }: ProgramOutput): Command {
  const program = new Command(PROGRAM_NAME)
    .description(PROGRAM.description)
    .usage('<command> [options]')
    .version(manifest.version, '--version', 'print the version')
    .exitOverride()
    .configureOutput({
      writeOut: out,
      writeErr: err,
      outputError: () => undefined,
      getOutHelpWidth: () => screen.columns ?? HELP_COLUMNS,
      getErrHelpWidth: () => screen.columns ?? HELP_COLUMNS,
      getOutHasColors: () => screen.hasColor,
      getErrHasColors: () => screen.hasColor,
    })
    .configureHelp({ showGlobalOptions: true, ...HELP_STYLES })
    .addHelpText('after', coloredHelpText(PROGRAM, ''));
  for (const option of GLOBAL_OPTIONS) program.addOption(createOption(option));
  for (const command of COMMANDS) addCommand(program, command, run);
  return program;
}
