import type { Account } from './find-account.ts';
import type { Aws } from './connect-aws.ts';

/** A run of `verify:aws`: its name, where it deploys, and what stops it. */
export interface Verification {
  /** Name of the run and of the receiver's stack. */
  readonly name: string;
  readonly account: Account;
  readonly aws: Aws;
  /** Folder for assemblies and logs, deleted at the end. */
  readonly folder: string;
  /** Aborts when the user or the system ends the run. */
  readonly signal: AbortSignal;
  /** Prints a line of progress. */
  readonly progress: (line: string) => void;
}
