import { CommanderError } from 'commander';
import { CliError, type ExitCode } from './errors/cli-error.ts';
import { createStarts } from './context.ts';
import { explainError } from './errors/explain-error.ts';
import { OUTPUT_CLOSED, type CliPorts } from './ports.ts';
import { createProgram } from './program.ts';
import { terminalSafeJson, terminalSafeText } from '../src/text/terminal-safe.ts';
import { createArgumentFilter, withoutSecrets } from './errors/without-secrets.ts';

/** Commands of which it matters how far they came. */
const CHANGING = new Set(['redrive', 'replay', 'setup']);
/** Help that was asked for is no error; help in place of a command is. */
const HELP_ASKED_FOR = 'commander.helpDisplayed';
const HELP_INSTEAD = 'commander.help';

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
  const starts = createStarts(ports, (ended) => {
    code = ended;
  });
  try {
    await createProgram(starts, ports).parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    return endOf(error, args, ports);
  }
}

function endOf(error: unknown, args: readonly string[], ports: CliPorts): ExitCode {
  if (ports.signal.reason === OUTPUT_CLOSED && !args.some((arg) => CHANGING.has(arg))) return 0;
  const asJson = args.includes('--json');
  if (!(error instanceof CommanderError)) return tell(ofInterruption(explainError(error), ports), asJson, ports);
  if (error.code === HELP_ASKED_FOR) return 0;
  return error.code === HELP_INSTEAD ? 2 : tell(usageError(error), asJson, ports);
}

function usageError({ message }: CommanderError): CliError {
  // It quotes what was typed, which may be a token in the wrong place.
  const shown = message
    .replace(/^error: /, '')
    .replace(/(unknown option '[^'=]*)=[^']*/, '$1')
    .replace(/( but got \d+): .*/s, '$1');
  const [first = '', ...rest] = shown.split('\n').map(withoutSecrets);
  return new CliError('USAGE', { message: first, hint: [...rest, '--help shows what there is'].join('; ') });
}

/** Calls that Ctrl-C breaks off fail in their own words. */
function ofInterruption(error: CliError, { signal }: CliPorts): CliError {
  if (!signal.aborted || error.code !== 'INTERNAL_ERROR') return error;
  return new CliError('INTERRUPTED', { message: 'interrupted', hint: 'run the command again' }, { cause: error });
}

function tell({ code, message, hint, exitCode }: CliError, asJson: boolean, { err }: CliPorts): ExitCode {
  err(
    asJson
      ? `${terminalSafeJson({ error: { code, message, hint } })}\n`
      : `error ${code}: ${terminalSafeText(message)}\nhint: ${terminalSafeText(hint)}\n`,
  );
  return exitCode;
}
