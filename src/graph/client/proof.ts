import { createHmac } from 'node:crypto';

/**
 * Proves to Meta that whoever holds the token also holds the app secret.
 * @returns HMAC-SHA256 of the token under the app secret, 64 lower-case hex digits
 * @see https://developers.facebook.com/docs/graph-api/guides/secure-requests#appsecret_proof
 */
export function appSecretProof(token: string, appSecret: string): string {
  return createHmac('sha256', appSecret).update(token).digest('hex');
}
