import { isObject, member, textAt, type Json } from '../../json/json.ts';

/** What a secret of Secrets Manager holds of a token. */
export interface StoredToken {
  readonly accessToken: string;
  /** Of the app that made the token; with it every call carries its proof. */
  readonly appSecret?: string | undefined;
}

/**
 * Reads an access token's secret: `{"accessToken":"…","appSecret":"…"}`, the app secret if it is known. `token` counts
 * as `accessToken`, and a text that is no JSON is the token alone.
 * @param text - as stored
 * @returns undefined where there is no token. There is no error, for a parser's would quote the secret
 */
export function readStoredToken(text = ''): StoredToken | undefined {
  const json = parsed(text);
  if (json === undefined) return isPlain(text) ? { accessToken: text.trim() } : undefined;
  if (!isObject(json)) return undefined;
  const accessToken = [member(json, 'accessToken'), member(json, 'token')].find(isFilled);
  return accessToken === undefined ? undefined : { accessToken, appSecret: textAt(json, 'appSecret') };
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

function isFilled(value: Json | undefined): value is string {
  return typeof value === 'string' && value !== '';
}

/** What begins like JSON was meant as JSON. */
function isPlain(text: string): boolean {
  return /^\s*[^\s{["]/.test(text);
}
