import { createHmac, timingSafeEqual } from 'node:crypto';
import { ReceiverError } from '../../errors/receiver-error.ts';
import type { SigningSecret } from './app-secret.ts';

const SIGNATURE_HEADER = /^sha256=([0-9a-f]{64})$/;

/** The signature of a delivery is missing, malformed or wrong. */
export class SignatureError extends ReceiverError {
  readonly status = 401;
}

/**
 * Reads the signature header, before any hash is computed or any secret is read.
 * @param header - `X-Hub-Signature-256`: `sha256=` + 64 lower-case hex digits. The SHA-1 header is never used: a sender
 *   could otherwise choose the weaker one.
 * @returns the 32 bytes of the signature
 * @throws {@link SignatureError} MISSING_SIGNATURE | SIGNATURE_MALFORMED
 */
export function readSignature(header: string | undefined): Buffer {
  if (header === undefined || header === '') {
    throw new SignatureError('MISSING_SIGNATURE', 'Send X-Hub-Signature-256.');
  }
  const hex = SIGNATURE_HEADER.exec(header)?.[1];
  if (hex === undefined) {
    throw new SignatureError(
      'SIGNATURE_MALFORMED',
      'Send X-Hub-Signature-256 as sha256= and 64 lower-case hex digits.',
    );
  }
  return Buffer.from(hex, 'hex');
}

/**
 * Finds the secret with which Meta signed these exact bytes. It tries every secret, even after a match, so that the
 * duration reveals nothing.
 * @param rawBody - bytes as received; parsing and serializing would change escapes
 * @param signature - 32 bytes, from {@link readSignature}
 * @param secrets - non-empty secrets, see {@link signingSecrets}
 * @returns the name of the secret that matched, for the metric
 * @throws {@link SignatureError} SIGNATURE_MISMATCH
 * @see https://developers.facebook.com/docs/graph-api/webhooks/getting-started#validate-payloads
 */
export function verifySignature(
  rawBody: Uint8Array,
  signature: Uint8Array,
  secrets: readonly SigningSecret[],
): SigningSecret['name'] {
  let signedBy: SigningSecret['name'] | undefined;
  for (const { name, secret } of secrets) {
    const matches = timingSafeEqual(signature, createHmac('sha256', secret).update(rawBody).digest());
    if (matches) signedBy ??= name;
  }
  if (signedBy === undefined) {
    throw new SignatureError('SIGNATURE_MISMATCH', 'Compare the app secret in the App Dashboard with the stored one.');
  }
  return signedBy;
}
