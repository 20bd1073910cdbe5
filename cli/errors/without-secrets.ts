import { redact } from '../../src/graph/client/redact.ts';
import { withoutCredentials } from '../../src/text/credentials.ts';

const HIDDEN = '[hidden]';
/** App secrets and client tokens have this format. */
const HEX_32 = /(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])/gi;

/** Hides what looks like a secret in text that the user typed, because output ends up in build logs. */
export function withoutSecrets(typed: string): string {
  return redact(withoutCredentials(typed.replace(HEX_32, HIDDEN)), []);
}

/**
 * Creates a filter that hides the secrets of the command line in the output of the command.
 * @param args - as typed; arguments and option values that look like a secret are hidden
 */
export function createArgumentFilter(args: readonly string[]): (text: string) => string {
  const values = args.flatMap((arg) => [arg, arg.slice(arg.indexOf('=') + 1)]);
  const secrets = [...new Set(values)].filter((value) => withoutSecrets(value).includes(HIDDEN));
  return (text) => secrets.reduce((left, secret) => left.replaceAll(secret, HIDDEN), text);
}
