/** Matches bodies that a shell takes as they are between single quotes: printable ASCII, tabs and newlines. */
const SHELL_SAFE = /^[\t\n\x20-\x26\x28-\x7e]+$/;

/**
 * Returns a `curl` command that posts a body with its signature. A body with quotes or control characters is written as
 * base64, so that no shell can misread it.
 * @param sign - returns the signature headers
 */
export function signedCurl(
  url: string,
  body: Buffer,
  sign: (body: Buffer) => Readonly<Record<string, string>>,
): string {
  const headers = { 'content-type': 'application/json', ...sign(body) };
  const options = Object.entries(headers).map(([name, value]) => `  -H '${name}: ${value}' \\\n`);
  const text = body.toString();
  const isSafe = SHELL_SAFE.test(text) && !text.startsWith('@');
  const head = isSafe ? '' : `printf %s '${body.toString('base64')}' | base64 -d | `;
  return `${head}curl -X POST '${url}' \\\n${options.join('')}  --data-binary ${isSafe ? `'${text}'` : '@-'}`;
}
