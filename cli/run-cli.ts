import { CommanderError } from 'commander';
import { CliError, type ExitCode } from './errors/cli-error.ts';
import { explainError } from './errors/explain-error.ts';
import { OUTPUT_CLOSED, type CliPorts } from './ports.ts';
import type { RunCommand } from './framework/add-command.ts';
import { runCommand } from './run-command.ts';
import { PROGRAM_NAME } from './framework/help-text.ts';
import { createProgram } from './program.ts';
import { COMMANDS } from './registry.ts';
import { terminalSafeJson, terminalSafeText } from '../src/text/terminal-safe.ts';
import { createArgumentFilter, withoutSecrets } from './errors/without-secrets.ts';

/** Commands that change something, so their exit code must say whether they finished. */
const CHANGING = new Set(['redrive', 'replay', 'setup']);
/** Help and the version, when the user requested them, are not errors. */
const ASKED_FOR = new Set(['commander.helpDisplayed', 'commander.version']);
/** The code of `help`, and of help that is printed because the command is missing. Only the latter is wrong usage. */
const HELP = 'commander.help';

/**
 * Runs one command line. Never throws.
 * @param args - without node and script
 * @returns the exit code
 */
export async function runCli(args: readonly string[], given: CliPorts): Promise<ExitCode> {
  const withoutArguments = createArgumentFilter(args);
  const ports: CliPorts = {
    ...given,
    err: (text) => {
      given.err(withoutArguments(text));
    },
  };
  let code: ExitCode = 0;
  try {
    const run: RunCommand = async (command, input, globals) => {
      code = await runCommand(ports, command, { input, globals });
    };
    await createProgram(run, ports).parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    return waitForEnd(error, args, ports);
  }
}

function waitForEnd(error: unknown, args: readonly string[], ports: CliPorts): ExitCode {
  if (ports.signal.reason === OUTPUT_CLOSED && !args.some((arg) => CHANGING.has(arg))) return 0;
  const asJson = args.includes('--json');
  if (!(error instanceof CommanderError)) return report(ofInterruption(explainError(error), ports), asJson, ports);
  if (ASKED_FOR.has(error.code)) return 0;
  if (error.code === HELP) return args.includes('help') ? 0 : 2;
  return report(usageError(error, args), asJson, ports);
}

function usageError({ message }: CommanderError, args: readonly string[]): CliError {
  // Commander quotes the arguments, which may contain a token in the wrong place.
  const shown = message
    .replace(/^error: /, '')
    .replace(/(unknown option '[^'=]*)=[^']*/, '$1')
    .replace(/( but got \d+): .*/s, '$1');
  const [first = '', ...suggestions] = shown.split('\n').map(withoutSecrets);
  const rest = suggestions.map((suggestion) => suggestion.replace(/^\((.*)\)$/, '$1'));
  return new CliError('USAGE', { message: first, hint: [...rest, `Run ${helpCommand(args)}.`].join(' ') });
}

/** Returns the command line that prints the help of what was asked for. */
function helpCommand(args: readonly string[]): string {
  const command = COMMANDS.find(({ name }) => name === args[0]);
  const verb = command !== undefined && 'verbs' in command && command.verbs.find(({ name }) => name === args[1]);
  return [PROGRAM_NAME, command?.name, verb ? verb.name : undefined, '--help']
    .filter((part) => part !== undefined)
    .join(' ');
}

/** Ctrl-C makes calls fail with errors of their own, so replace these. */
function ofInterruption(error: CliError, { signal }: CliPorts): CliError {
  if (!signal.aborted || error.code !== 'INTERNAL_ERROR') return error;
  return new CliError('INTERRUPTED', { message: 'interrupted', hint: 'Run the command again.' }, { cause: error });
}

function report({ code, message, hint, exitCode }: CliError, asJson: boolean, { err }: CliPorts): ExitCode {
  err(
    asJson
      ? `${terminalSafeJson({ error: { code, message, hint } })}\n`
      : `error ${code}: ${terminalSafeText(message)}\nhint: ${terminalSafeText(hint)}\n`,
  );
  return exitCode;
}
