import type { MetaId } from './shared.ts';

/** A permission was granted or revoked; `detail.field` names it. */
export interface PermissionValue {
  readonly verb: 'granted' | 'revoked';
  /** For which accounts; absent where the permission is not granted by account. */
  readonly target_ids?: readonly MetaId[];
}

export interface PermissionValues {
  readonly '*': PermissionValue;
}
