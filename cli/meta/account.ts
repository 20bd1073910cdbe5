import type { CliErrorCode } from '../errors/cli-error.ts';

/** Which accounts can send to an app: the word of the command line and of what it shows. */
type AccountKind = 'page' | 'whatsapp' | 'instagram';

/** One account. */
export interface AccountName {
  readonly kind: AccountKind;
  readonly id: string;
}

/** What an account sends to the app. */
export interface AccountState extends AccountName {
  /** Fields that it sends; none of a WhatsApp account; undefined: it does not send to the app. */
  readonly sends?: readonly string[] | undefined;
  /** Of a WhatsApp account: where it sends to instead of the app's callback URL. */
  readonly overrideCallbackUrl?: string | undefined;
  /** Why it could not be looked at. */
  readonly problem?: { readonly code: CliErrorCode; readonly message: string; readonly hint: string };
}
