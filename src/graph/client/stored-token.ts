import { isObject, member, textAt, type Json } from '../../json/json.ts';

/** An access token in a Secrets Manager secret. */
export interface StoredToken {
  readonly accessToken: string;
  /** App secret of the app that created the token. With it, every call has an `appsecret_proof`. */
  readonly appSecret?: string | undefined;
}

/** Options of {@link readStoredToken}. */
export interface StoredTokenOptions {
  /**
   * True if the secret may contain only the token, as plain text. Do not set it for a secret that a stack creates: its
   * plain text is a generated password until a token is stored.
   * @default false
   */
  readonly plain?: boolean;
}

/**
 * Reads the secret of an access token: `{"accessToken":"…","appSecret":"…"}`. `appSecret` is optional, and `token` is
 * read as `accessToken`.
 * @param text - the value of the secret
 * @returns undefined if there is no token. Does not throw, because the error of a parser would quote the secret
 */
export function readStoredToken(text = '', { plain = false }: StoredTokenOptions = {}): StoredToken | undefined {
  const json = parsed(text);
  if (json === undefined && plain && isPlain(text)) return { accessToken: text.trim() };
  return json === undefined ? undefined : readJson(json);
}

function readJson(json: Json): StoredToken | undefined {
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

/** Returns false for text that starts like JSON: it was meant as JSON. */
function isPlain(text: string): boolean {
  return /^\s*[^\s{["]/.test(text);
}
