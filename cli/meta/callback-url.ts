import { InvalidArgumentError } from 'commander';
import type { OptionSpec } from '../framework/option-spec.ts';
import { hasCredentials } from '../../src/text/credentials.ts';
import { isPrivateUrl } from '../../src/text/loopback.ts';

/** `--callback-url`. `stack.app(…)` of the command's context then returns this URL. */
export const CALLBACK_URL_OPTION = {
  flags: '--callback-url <url>',
  description: "the callback URL, if it is not the stack's own: your domain or a proxy",
  parse: callbackUrl,
} as const satisfies OptionSpec;

function callbackUrl(text: string): string {
  const url = URL.parse(text);
  // The challenge contains the verify token.
  if (url === null || !isPrivateUrl(url))
    throw new InvalidArgumentError('It must be a URL that starts with https:// (http:// only for this machine).');
  if (hasCredentials(url) || url.hash !== '')
    throw new InvalidArgumentError('It must not contain a user, a password or a fragment.');
  return text;
}
