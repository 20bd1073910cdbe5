import { createHmac } from 'node:crypto';

/**
 * Returns the header with which Meta signs a body.
 * @see https://developers.facebook.com/docs/graph-api/webhooks/getting-started#validate-payloads
 */
export function signatureHeader(body: string | Buffer, appSecret: string): { readonly 'x-hub-signature-256': string } {
  return { 'x-hub-signature-256': `sha256=${createHmac('sha256', appSecret).update(body).digest('hex')}` };
}
