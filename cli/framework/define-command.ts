import type { Context, OfflineContext, OnDemandContext } from '../context.ts';
import type { ExitCode } from '../errors/cli-error.ts';
import type { ArgumentsOf, ArgumentSpec, OptionsOf, OptionSpec } from './option-spec.ts';

/** A command line of the help and the docs. Tests parse each one. */
export interface Example {
  /** What follows the name of the command, as typed. */
  readonly args: string;
  /** What the example shows, if its options do not say it. */
  readonly comment?: string;
  /** Environment variables that precede the command line. */
  readonly environment?: string;
  /** The command line that reads the output. */
  readonly pipeTo?: string;
}

/** What the help and the docs say about a command. */
interface CommandText {
  /** One word, as typed. */
  readonly name: string;
  /** One line for the list of commands: starts lowercase, without a period. */
  readonly summary: string;
  /** The first paragraph of the help. @default the summary */
  readonly description?: string;
  /** Paragraphs of the help after the options, in lines of at most 80 columns. */
  readonly notes: readonly string[];
  /** At least one. */
  readonly examples: readonly Example[];
}

/** The parsed values of a command line. */
export interface CommandInput<Args, Options> {
  readonly args: Args;
  readonly options: Options;
}

/**
 * How a command connects to AWS, and what it does. `run` imports the command's own modules when it is called, so that
 * the help and a wrong option wait neither for these nor for the AWS SDK.
 */
type CommandAction<Input> =
  | {
      /** The stack is found before the command runs. */
      readonly connects: 'stack';
      readonly run: (context: Context, input: Input) => Promise<ExitCode>;
    }
  | {
      /** The command runs without AWS, and connects if its options need it. */
      readonly connects: 'on-demand';
      readonly run: (context: OnDemandContext, input: Input) => Promise<ExitCode>;
    }
  | {
      /** The command runs without AWS, whatever its options. */
      readonly connects: 'never';
      readonly run: (context: OfflineContext, input: Input) => Promise<ExitCode>;
    };

interface CommandParts<Args, Options, Input> extends CommandText {
  readonly arguments: Args;
  readonly options: Options;
  /**
   * Rejects values that cannot be used together, before the command connects.
   * @throws {@link CliError} USAGE
   */
  readonly check?: (input: Input) => void;
}

type TypedInput<Args extends readonly ArgumentSpec[], Options extends readonly OptionSpec[]> = CommandInput<
  ArgumentsOf<Args>,
  OptionsOf<Options>
>;

type TypedCommand<Args extends readonly ArgumentSpec[], Options extends readonly OptionSpec[]> = CommandParts<
  Args,
  Options,
  TypedInput<Args, Options>
> &
  CommandAction<TypedInput<Args, Options>>;

/** The values of a command line, of any command. */
export type AnyInput = CommandInput<Readonly<Record<string, unknown>>, Readonly<Record<string, unknown>>>;

/** A command as data: what the parser, the help and the docs are made from. */
export type CommandSpec = CommandParts<readonly ArgumentSpec[], readonly OptionSpec[], AnyInput> &
  CommandAction<AnyInput>;

/** A command whose name is followed by a verb: `archive list`. */
export interface CommandGroup {
  readonly name: string;
  readonly summary: string;
  /** The verbs, in the order of the help. */
  readonly verbs: readonly CommandSpec[];
  /** Former verbs and their present names. A former verb is wrong usage, and the hint names the present one. */
  readonly formerVerbs?: ReadonlyMap<string, string>;
}

/**
 * Defines a command. `run` and `check` receive the values with the types of its arguments and options. The result does
 * not have these types, because commands with different options are in one list.
 */
export function defineCommand<const Args extends readonly ArgumentSpec[], const Options extends readonly OptionSpec[]>(
  command: TypedCommand<Args, Options>,
): CommandSpec;
export function defineCommand(command: CommandSpec): CommandSpec {
  return command;
}

/** Defines a command with verbs. */
export function defineGroup(group: CommandGroup): CommandGroup {
  return group;
}
