import { createHmac } from 'node:crypto';

/** How a body is signed: as Meta does, with a wrong secret, with only the old SHA-1 header, or not at all. */
export const SIGNATURES = ['right', 'wrong', 'sha1', 'none'] as const;
export type Signature = (typeof SIGNATURES)[number];

const WRONG_SECRET = 'not the app secret';

/** Creates the signature headers of a body. Meta sends both headers. */
export function signatureHeaders(signature: Signature, body: Buffer, secret: string): Record<string, string> {
  const sha1 = { 'x-hub-signature': `sha1=${hmac('sha1', secret, body)}` };
  switch (signature) {
    case 'right':
      return { ...sha1, 'x-hub-signature-256': `sha256=${hmac('sha256', secret, body)}` };
    case 'wrong':
      return { 'x-hub-signature-256': `sha256=${hmac('sha256', WRONG_SECRET, body)}` };
    case 'sha1':
      return sha1;
    case 'none':
      return {};
  }
}

function hmac(algorithm: 'sha1' | 'sha256', secret: string, body: Buffer): string {
  return createHmac(algorithm, secret).update(body).digest('hex');
}
