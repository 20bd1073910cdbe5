import type { OpenObject } from './shared.ts';

/** Meta shows no payload of it. */
export interface ManagedMetaAccountValues {
  readonly '*': OpenObject;
}
