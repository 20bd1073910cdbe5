import { createHmac } from 'node:crypto';
import { signatureHeader } from '../../src/testing/signature-header.ts';

/** How a body is signed: as Meta does, with a wrong secret, with only the old SHA-1 header, or not at all. */
export const SIGNATURES = ['right', 'wrong', 'sha1', 'none'] as const;
export type Signature = (typeof SIGNATURES)[number];

const WRONG_SECRET = 'not the app secret';

/** Creates the signature headers of a body. Meta sends both headers. */
export function signatureHeaders(signature: Signature, body: Buffer, secret: string): Record<string, string> {
  const sha1 = { 'x-hub-signature': `sha1=${createHmac('sha1', secret).update(body).digest('hex')}` };
  switch (signature) {
    case 'right':
      return { ...sha1, ...signatureHeader(body, secret) };
    case 'wrong':
      return signatureHeader(body, WRONG_SECRET);
    case 'sha1':
      return sha1;
    case 'none':
      return {};
  }
}
