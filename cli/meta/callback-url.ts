import { InvalidArgumentError, type Command } from 'commander';
import { isPrivateUrl } from '../../src/text/loopback.ts';

/** Adds `--callback-url` to a command: `stack.app(…)` of its context then has it. */
export function callbackUrlOption(command: Command): Command {
  return command.option(
    '--callback-url <url>',
    "where Meta reaches the receiver, if not at the stack's own URL: behind a domain of yours, or a proxy",
    callbackUrl,
  );
}

function callbackUrl(text: string): string {
  const url = URL.parse(text);
  // The challenge carries the verify token.
  if (url === null || !isPrivateUrl(url))
    throw new InvalidArgumentError('It must be a URL that begins with https:// (http:// for this machine alone).');
  if (url.username !== '' || url.password !== '' || url.hash !== '')
    throw new InvalidArgumentError('It must hold neither user nor fragment.');
  return text;
}
