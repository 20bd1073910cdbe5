import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Hash } from '@smithy/core/serde';
import { Sha256 } from '../../../lambdas/aws/sha256.ts';

const bytes = (text: string): Uint8Array => Buffer.from(text);
const hex = async (digest: Sha256): Promise<string> => Buffer.from(await digest.digest()).toString('hex');
const digestOf = async (data: string, key?: ConstructorParameters<typeof Sha256>[0]): Promise<string> => {
  const digest = new Sha256(key);
  digest.update(bytes(data));
  return hex(digest);
};

describe('SHA-256 of the AWS clients', () => {
  // FIPS 180-2, appendix B.1
  it('is the digest of the standard', async () => {
    expect(await digestOf('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });

  // RFC 4231, test case 2
  const MAC = '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843';
  const padded = Buffer.from('xxJefexx');
  it.each([
    ['a string', 'Jefe'],
    ['a buffer', Buffer.from('Jefe')],
    ['a part of a buffer', padded.subarray(2, 6)],
    ['another view of the same bytes', new DataView(padded.buffer, padded.byteOffset + 2, 4)],
    ['an ArrayBuffer', new Uint8Array(Buffer.from('Jefe')).buffer],
  ])('is the HMAC of the standard if the key is %s', async (_, key) => {
    expect(await digestOf('what do ya want for nothing?', key)).toBe(MAC);
  });

  it('takes its data in parts, and starts again', async () => {
    const digest = new Sha256('Jefe');
    digest.update(bytes('something else'));
    digest.reset();
    digest.update(bytes('what do ya want '));
    digest.update(bytes('for nothing?'));
    expect(await hex(digest)).toBe(MAC);
  });

  it("is what the SDK's own class computes, for any key and data", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 200 }), fc.uint8Array(), async (key, data) => {
        const theirs = new Hash('sha256', key);
        theirs.update(data);
        const ours = new Sha256(key);
        ours.update(data);
        expect(await hex(ours)).toBe(Buffer.from(await theirs.digest()).toString('hex'));
      }),
    );
  });
});
