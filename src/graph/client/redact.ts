const MAX_CHARACTERS = 300;
const HIDDEN = '[hidden]';

/**
 * What looks like a secret wherever it comes from: Facebook's, Instagram's and Threads' tokens, app tokens, parameters.
 */
const SECRET_SHAPES: readonly RegExp[] = [
  /\b(?:access_token|appsecret_proof|client_secret|input_token|verify_token|fb_exchange_token)=[^&\s"']+/gi,
  /\b(?:EA|IG|TH)[A-Za-z0-9_-]{20,}/g,
  /\b\d{5,}\|[A-Za-z0-9_-]{8,}/g,
];

/**
 * Says whether a text holds one of the secrets, as it is or as a URL would write it.
 * @param secrets - empty ones are not looked for
 */
export function holdsSecret(text: string, secrets: readonly string[]): boolean {
  return spellings(secrets).some((secret) => text.includes(secret));
}

/**
 * Makes somebody else's text fit to be shown to an operator: no secrets, no control characters, at most 300 characters.
 * @param secrets - what this request carried: token, app secret, proof, and what its parameters hold of that sort
 */
export function redact(text: string, secrets: readonly string[]): string {
  const hidden = spellings(secrets).reduce((left, secret) => left.replaceAll(secret, HIDDEN), text);
  const shaped = SECRET_SHAPES.reduce((left, shape) => left.replaceAll(shape, HIDDEN), hidden);
  return shaped.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ').slice(0, MAX_CHARACTERS);
}

/** Longest first, so that a secret inside another does not leave the other's rest behind. */
function spellings(secrets: readonly string[]): string[] {
  const all = secrets
    .filter((secret) => secret !== '')
    .flatMap((secret) => [secret, encodeURIComponent(secret), new URLSearchParams({ s: secret }).toString().slice(2)]);
  return [...new Set(all)].sort((a, b) => b.length - a.length);
}
