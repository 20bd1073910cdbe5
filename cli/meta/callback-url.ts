import { InvalidArgumentError, type Command } from 'commander';
import { isPrivateUrl } from '../../src/text/loopback.ts';

/** Adds `--callback-url` to a command. `stack.app(…)` of its context then returns this URL. */
export function callbackUrlOption(command: Command): Command {
  return command.option(
    '--callback-url <url>',
    "the callback URL, if it is not the stack's own: your domain or a proxy",
    callbackUrl,
  );
}

function callbackUrl(text: string): string {
  const url = URL.parse(text);
  // The challenge contains the verify token.
  if (url === null || !isPrivateUrl(url))
    throw new InvalidArgumentError('It must be a URL that starts with https:// (http:// only for this machine).');
  if (url.username !== '' || url.password !== '' || url.hash !== '')
    throw new InvalidArgumentError('It must not contain a user, a password or a fragment.');
  return text;
}
