import type { OptionSpec, OptionsOf } from './framework/option-spec.ts';

/** The options that every command accepts. */
export const GLOBAL_OPTIONS = [
  { flags: '--stack <name>', description: 'the CloudFormation stack of the receiver', defaultText: 'the only one' },
  { flags: '--receiver <id>', description: 'the construct id of the receiver', defaultText: 'the only one' },
  { flags: '--profile <name>', description: 'the AWS profile' },
  { flags: '--region <name>', description: 'the AWS region' },
  { flags: '--json', description: 'print one JSON document' },
  { flags: '--wide', description: 'print ids, times and tables in full on a terminal' },
  { flags: '--progress', description: 'print progress even if standard error is not a terminal' },
] as const satisfies readonly OptionSpec[];

/** The values of the options that every command accepts. */
export interface GlobalOptions extends OptionsOf<typeof GLOBAL_OPTIONS> {
  /** Replaces the stack's own callback URL, in the commands that accept it. */
  readonly callbackUrl?: string;
}
