import { CommanderError } from 'commander';
import { CliError, type ExitCode } from './errors/cli-error.ts';
import { explainError } from './errors/explain-error.ts';
import { createScreen, type Screen } from '../local/terminal/screen.ts';
import { OUTPUT_CLOSED, type CliPorts } from './ports.ts';
import type { RunCommand } from './framework/add-command.ts';
import type { CommandGroup, CommandSpec } from './framework/define-command.ts';
import { PROGRAM_NAME } from './framework/help-text.ts';
import { mustHaveAllFlags } from './framework/kept-by-npm.ts';
import type { OptionSpec } from './framework/option-spec.ts';
import { GLOBAL_OPTIONS } from './global-options.ts';
import { COMMANDS } from './registry.ts';
import { runCommand } from './run-command.ts';
import { createProgram } from './program.ts';
import { printError } from './terminal/print-error.ts';
import { terminalSafeJson } from '../src/text/terminal-safe.ts';
import { createArgumentFilter, withoutSecrets } from './errors/without-secrets.ts';

/** Commands that change something, so their exit code must say whether they finished. */
const CHANGING = new Set(['redrive', 'replay', 'setup']);
/** Help that the user requested is not an error. Help printed because the command is missing is one. */
const ASKED_FOR = new Set(['commander.helpDisplayed', 'commander.version']);
const HELP_INSTEAD = 'commander.help';
/** What the parser says about a command line without a part that it needs. */
const LEFT_OUT = /^(?:required option|missing required argument)/;

/** The long flags of all commands, such as `--dry-run`. */
const ALL_FLAGS = [
  ...new Set([...GLOBAL_OPTIONS, ...COMMANDS.flatMap(getOptions)].map(({ flags }) => flags.split(' ', 1)[0] ?? flags)),
];

function getOptions(spec: CommandSpec | CommandGroup): readonly OptionSpec[] {
  return 'verbs' in spec ? spec.verbs.flatMap(({ options }) => options) : spec.options;
}

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
      code = await runCommand(ports, command, { input, globals, runLine: async (line) => runCli(line, given) });
    };
    mustHaveAllFlags(args, ports.environment, ALL_FLAGS);
    await createProgram(run, { ...ports, screen: toScreen(ports) }).parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    return waitForEnd(error, args, ports);
  }
}

/** Describes where help is printed. */
function toScreen({ outIsTerminal: isTerminal, columns: readColumns, environment }: CliPorts): Screen {
  return createScreen({ isTerminal, readColumns, environment });
}

function waitForEnd(error: unknown, args: readonly string[], ports: CliPorts): ExitCode {
  if (ports.signal.reason === OUTPUT_CLOSED && !args.some((arg) => CHANGING.has(arg))) return 0;
  const asJson = args.includes('--json');
  if (!(error instanceof CommanderError)) return report(ofInterruption(explainError(error), ports), asJson, ports);
  if (ASKED_FOR.has(error.code)) return 0;
  // The help command shows the help that the user requested, with the same code as a missing command.
  if (error.code === HELP_INSTEAD) return args.includes('help') ? 0 : 2;
  return report(usageError(error, args), asJson, ports);
}

function usageError({ message }: CommanderError, args: readonly string[]): CliError {
  // Commander quotes the arguments, which may contain a token in the wrong place.
  const shown = message
    .replace(/^error: /, '')
    .replace(/(unknown option '[^'=]*)=[^']*/, '$1')
    .replace(/^command-argument value '(.*)' is invalid for argument '(.*?)'\. /s, "'$1' is not a valid $2. ")
    .replace(/( but got \d+): .*/s, '$1');
  const [first = '', ...suggestions] = shown.split('\n').map(withoutSecrets);
  const longer = suggestLongerOption(shown, args);
  const rest = longer ? [longer] : suggestions.map((suggestion) => suggestion.replace(/^\((.*)\)$/, '$1'));
  return new CliError('USAGE', {
    message: first,
    hint: [...rest, ...exampleHint(first, args), helpHint(args)].join(' '),
  });
}

/** Finds the command that was typed, as far as it is known. */
function findTyped([first, second]: readonly string[]) {
  const command = COMMANDS.find(({ name }) => name === first);
  const group = command && 'verbs' in command ? command : undefined;
  const verb = group?.verbs.find(({ name }) => name === second);
  const spec = command && 'verbs' in command ? verb : command;
  return { command, group, spec, path: [command, verb].flatMap((typed) => typed?.name ?? []) };
}

/** For `--secret`, the parser suggests the similar `--seed`. `--secret-from` is meant. */
function suggestLongerOption(shown: string, args: readonly string[]): string | undefined {
  const [, typed = ''] = /^unknown option '(--[a-z][a-z-]*)'/.exec(shown) ?? [];
  const { command, spec = command } = findTyped(args);
  const options = spec ? getOptions(spec) : [];
  const longer = options.filter(({ flags }) => typed !== '' && flags.startsWith(`${typed}-`));
  if (longer.length === 0) return undefined;
  return `Did you mean ${longer.map(({ flags }) => flags.split(' ', 1)[0]).join(' or ')}?`;
}

/** Names the help of the command that was typed, and the present name of a former verb. */
function helpHint(args: readonly string[]): string {
  const { group, path } = findTyped(args);
  const [, second = ''] = args;
  return `${group ? suggestVerb(group, second) : ''}Run \`${[PROGRAM_NAME, ...path].join(' ')} --help\`.`;
}

/** Shows a whole command line to a person who left a part out. */
function exampleHint(shown: string, args: readonly string[]): readonly string[] {
  const { spec, path } = findTyped(args);
  const [example] = spec?.examples ?? [];
  if (example === undefined || !LEFT_OUT.test(shown)) return [];
  return [`For example: \`${[PROGRAM_NAME, ...path, example.args].join(' ')}\`.`];
}

function suggestVerb({ name, formerVerbs }: CommandGroup, typed: string): string {
  const present = formerVerbs?.get(typed);
  return present === undefined ? '' : `Did you mean ${name} ${present}? `;
}

/** Ctrl-C makes calls fail with errors of their own, so replace these. */
function ofInterruption(error: CliError, { signal }: CliPorts): CliError {
  if (!signal.aborted || error.code !== 'INTERNAL_ERROR') return error;
  return new CliError('INTERRUPTED', { message: 'interrupted', hint: 'Run the command again.' }, { cause: error });
}

function report(error: CliError, asJson: boolean, ports: CliPorts): ExitCode {
  const { code, message, hint, exitCode } = error;
  if (asJson) ports.err(`${terminalSafeJson({ error: { code, message, hint } })}\n`);
  else printError(error, ports);
  return exitCode;
}
