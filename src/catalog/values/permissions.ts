import type { MetaId } from './shared.ts';

/** A permission was granted or revoked. `detail.field` is its name. */
export interface PermissionValue {
  readonly verb: 'granted' | 'revoked';
  /** Ids of the accounts; absent if the permission is not granted per account. */
  readonly target_ids?: readonly MetaId[];
}

export interface PermissionValues {
  readonly '*': PermissionValue;
}
