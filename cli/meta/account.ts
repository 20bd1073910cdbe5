import type { CliErrorCode } from '../errors/cli-error.ts';

/** The kinds of accounts that can send to an app, as in arguments and output. */
type AccountKind = 'page' | 'whatsapp' | 'instagram';

/** The Instagram API setup of an app. It decides on the host and the token of its Instagram accounts. */
export type InstagramLogin = 'instagram' | 'unified';

/** The kind and id of an account. */
export interface AccountName {
  readonly kind: AccountKind;
  readonly id: string;
}

/** The subscription of an account to the app. */
export interface AccountState extends AccountName {
  /** The fields that the account sends; empty for a WhatsApp account; undefined if it does not send to the app. */
  readonly sends?: readonly string[] | undefined;
  /** The callback URL that overrides the app's, for a WhatsApp account. */
  readonly overrideCallbackUrl?: string | undefined;
  /** Why the account could not be read. */
  readonly problem?: { readonly code: CliErrorCode; readonly message: string; readonly hint: string };
}
