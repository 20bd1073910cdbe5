import { InvalidArgumentError } from 'commander';

/** For the help of commands that have `--callback-url`. */
export const CALLBACK_URL_OPTION = ['--callback-url <url>', "where Meta reaches the receiver, if not at the stack's own URL: a domain of yours, a proxy"] as const;

/** An option's value that is a URL to which Meta could send. */
export function callbackUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !['http:', 'https:'].includes(url.protocol)) throw new InvalidArgumentError('It must be a URL that begins with https:// (or http:// for an emulator).');
  if (url.username !== '' || url.password !== '' || url.hash !== '') throw new InvalidArgumentError('It must hold neither a user name nor a fragment.');
  return text;
}
