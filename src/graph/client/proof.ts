import { createHmac } from 'node:crypto';

/**
 * Returns the `appsecret_proof`, which proves to Meta that the holder of the token has the app secret.
 * @returns HMAC-SHA256 of the token with the app secret as key, 64 lower-case hex digits
 * @see https://developers.facebook.com/docs/graph-api/guides/secure-requests#appsecret_proof
 */
export function appSecretProof(token: string, appSecret: string): string {
  return createHmac('sha256', appSecret).update(token).digest('hex');
}
