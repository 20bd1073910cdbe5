const MAX_CHARACTERS = 300;
const HIDDEN = '[hidden]';

/** Patterns of secrets from any source: tokens of Facebook, Instagram and Threads, app tokens, and parameters. */
const SECRET_SHAPES: readonly RegExp[] = [
  /\b(?:access_token|appsecret_proof|client_secret|input_token|verify_token|fb_exchange_token)=[^&\s"']+/gi,
  /\b(?:EA|IG|TH)[A-Za-z0-9_-]{20,}/g,
  /\b\d{5,}\|[A-Za-z0-9_-]{8,}/g,
];

/**
 * Returns whether a text contains one of the secrets, as is or percent-encoded.
 * @param secrets - empty ones are ignored
 */
export function holdsSecret(text: string, secrets: readonly string[]): boolean {
  return spellings(secrets).some((secret) => text.includes(secret));
}

/**
 * Makes text from Meta safe to show to an operator: no secrets, no control characters, at most 300 characters.
 * @param secrets - secrets of the request: token, app secret, proof, and secret parameter values
 */
export function redact(text: string, secrets: readonly string[]): string {
  const hidden = spellings(secrets).reduce((left, secret) => left.replaceAll(secret, HIDDEN), text);
  const shaped = SECRET_SHAPES.reduce((left, shape) => left.replaceAll(shape, HIDDEN), hidden);
  return shaped.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ').slice(0, MAX_CHARACTERS);
}

/**
 * Lists the forms of each secret, longest first: a shorter secret inside a longer one would otherwise leave its rest.
 */
function spellings(secrets: readonly string[]): string[] {
  const all = secrets
    .filter((secret) => secret !== '')
    .flatMap((secret) => [secret, encodeURIComponent(secret), new URLSearchParams({ s: secret }).toString().slice(2)]);
  return [...new Set(all)].sort((a, b) => b.length - a.length);
}
