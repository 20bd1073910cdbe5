import { redact } from '../../src/graph/client/redact.ts';

const HIDDEN = '[hidden]';
/** App secrets and client tokens have this form. */
const HEX_32 = /(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])/gi;

/** Repeats what somebody typed without what may be a secret in the wrong place: output ends up in logs of builds. */
export function withoutSecrets(typed: string): string {
  return redact(typed.replace(HEX_32, HIDDEN), []);
}

/**
 * Makes a filter for what a command writes about its own command line.
 * @param args - what was typed; those of them, or of their values, that look like a secret are hidden
 */
export function createArgumentFilter(args: readonly string[]): (text: string) => string {
  const values = args.flatMap((arg) => [arg, arg.slice(arg.indexOf('=') + 1)]);
  const secrets = [...new Set(values)].filter((value) => withoutSecrets(value).includes(HIDDEN));
  return (text) => secrets.reduce((left, secret) => left.replaceAll(secret, HIDDEN), text);
}
