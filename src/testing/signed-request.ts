import { asciiJson } from '../json/ascii-json.ts';
import { signatureHeader } from './signature-header.ts';

/** A request as Meta posts it. Its members are those of the `init` argument of `fetch`. */
export interface SignedRequest {
  readonly method: 'POST';
  readonly headers: { readonly 'content-type': 'application/json'; readonly 'x-hub-signature-256': string };
  /** The exact bytes that are signed: ASCII only. */
  readonly body: string;
}

/**
 * Signs a body with an app secret, as Meta does.
 * @param body - JSON is sent as it is; a value is serialized like Meta's: ASCII only, with escaped slashes
 * @see https://developers.facebook.com/docs/graph-api/webhooks/getting-started#validate-payloads
 * @example
 * await fetch(callbackUrl, signedRequest(sampleBody('page.leadgen'), { appSecret }));
 */
export function signedRequest(
  body: string | Readonly<Record<string, unknown>>,
  { appSecret }: { readonly appSecret: string },
): SignedRequest {
  const text = typeof body === 'string' ? body : asciiJson(body).replaceAll('/', '\\/');
  return {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...signatureHeader(text, appSecret) },
    body: text,
  };
}
