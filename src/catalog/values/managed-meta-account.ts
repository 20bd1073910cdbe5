import type { OpenObject } from './shared.ts';

/** Values of managed Meta accounts, for which Meta documents no payload. */
export interface ManagedMetaAccountValues {
  readonly '*': OpenObject;
}
