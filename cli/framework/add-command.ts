import { Argument, Command, Option } from 'commander';
import type { GlobalOptions } from '../global-options.ts';
import type { AnyInput, CommandGroup, CommandSpec } from './define-command.ts';
import { coloredHelpText } from './help-text.ts';
import type { ArgumentSpec, OptionSpec } from './option-spec.ts';

/** Runs a command with the values of a command line. */
export type RunCommand = (command: CommandSpec, input: AnyInput, globals: GlobalOptions) => Promise<void>;

/** Adds a command, or a group with its verbs, to commander's program. */
export function addCommand(program: Command, spec: CommandSpec | CommandGroup, run: RunCommand): void {
  if (!('verbs' in spec)) {
    addOne(program, spec, { path: spec.name, run });
    return;
  }
  const group = program.command(spec.name).description(spec.summary);
  for (const verb of spec.verbs) addOne(group, verb, { path: `${spec.name} ${verb.name}`, run });
}

/** Creates commander's option from its data. */
export function createOption(spec: OptionSpec): Option {
  const { flags, choices, conflicts = [], required = false } = spec;
  const option = new Option(flags, describe(spec)).conflicts([...conflicts]).makeOptionMandatory(required);
  if (choices) option.choices(choices);
  const parse = getParser(spec);
  if (parse) option.argParser(parse);
  return option.default(spec.default);
}

interface Place {
  readonly path: string;
  readonly run: RunCommand;
}

function addOne(parent: Command, spec: CommandSpec, { path, run }: Place): void {
  const { name, summary, description = summary, check } = spec;
  const command = parent.command(name).summary(summary).description(description);
  for (const argument of spec.arguments) command.addArgument(createArgument(argument));
  for (const option of spec.options) command.addOption(createOption(option));
  command.addHelpText('after', coloredHelpText(spec, path)).action(async () => {
    const input = { args: getArguments(command), options: command.opts<Record<string, unknown>>() };
    check?.(input);
    return run(spec, input, command.optsWithGlobals<GlobalOptions>());
  });
}

function getArguments(command: Command): Record<string, unknown> {
  const values = command.processedArgs as readonly unknown[];
  return Object.fromEntries(command.registeredArguments.map((argument, i) => [argument.name(), values[i]]));
}

function createArgument(spec: ArgumentSpec): Argument {
  const argument = new Argument(spec.name, describe(spec));
  if (spec.choices) argument.choices(spec.choices);
  if (spec.parse) argument.argParser(spec.parse);
  return argument;
}

function getParser({
  repeatable = false,
  parse,
}: OptionSpec): ((text: string, previous: unknown) => unknown) | undefined {
  if (!repeatable) return parse;
  return (text, previous) => [...((previous as readonly unknown[] | undefined) ?? []), parse ? parse(text) : text];
}

function describe({ description, defaultText }: Pick<OptionSpec, 'description' | 'defaultText'>): string {
  return defaultText === undefined ? description : `${description} (default: ${defaultText})`;
}
