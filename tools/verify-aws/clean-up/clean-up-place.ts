import type { Aws } from '../connect-aws.ts';
import type { Account } from '../find-account.ts';

/** Where the clean-up looks, and for which names. */
export interface CleanUpPlace {
  readonly aws: Aws;
  readonly account: Account;
  /** Name of a run, or the prefix of all runs. */
  readonly prefix: string;
}
