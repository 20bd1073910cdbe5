import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  decodeBody,
  encodeBody,
  pointTo,
  readPointer,
  verifyPointer,
  type OversizePointer,
} from '../../../../src/pipeline/delivery/encoding.ts';
import { EXPECTED, payload } from '../../../support/builders/expected.ts';
import { getCode, thrownBy } from '../../../support/harness/thrown.ts';
import { anyCharacter } from '../../../support/builders/any-character.ts';

const MAX_BYTES = 900 * 1024;

/** Tab, newline, return and printable ASCII: what every SQS takes as it is. */
const isPlain = (byte: number): boolean => byte === 9 || byte === 10 || byte === 13 || (byte >= 0x20 && byte <= 0x7e);

/** Encodes and decodes; undefined for what no message can hold. */
function thereAndBack(rawBody: Buffer): Buffer | undefined {
  const encoded = encodeBody(rawBody);
  return encoded.encoding === 's3' ? undefined : decodeBody(encoded.encoding, encoded.body);
}

describe('the encoding of a body', () => {
  it('is text only for the bytes that every SQS takes', () => {
    for (let byte = 0; byte < 256; byte += 1) {
      const rawBody = Buffer.from([0x7b, byte, 0x7d]);
      expect([byte, encodeBody(rawBody).encoding]).toEqual([byte, isPlain(byte) ? 'text' : 'base64']);
      expect(thereAndBack(rawBody)).toEqual(rawBody);
    }
  });

  it.each([
    { rule: 'as Meta sends it is text', file: 'edge/unicode-wire-escaped.json', want: 'text' },
    { rule: 'with a lone surrogate, escaped, is text', file: 'edge/lone-surrogate.json', want: 'text' },
    { rule: 'in raw UTF-8 is base64', file: 'edge/unicode-raw-utf8.json', want: 'base64' },
  ])('$rule', ({ file, want }) => {
    expect(encodeBody(payload(file)).encoding).toBe(want);
  });

  it('as text is the body itself', () => {
    const body = '{"object":"page",\r\n\t"entry":[]}';
    expect(encodeBody(Buffer.from(body))).toEqual({ encoding: 'text', body });
  });

  // https://www.rfc-editor.org/rfc/rfc4648#section-10
  it('as base64 is that of RFC 4648, with its padding', () => {
    expect(encodeBody(Buffer.from([0x14, 0xfb, 0x9c, 0x03, 0xd9]))).toEqual({ encoding: 'base64', body: 'FPucA9k=' });
  });

  it('gives every byte of every fixture back', () => {
    for (const { file } of EXPECTED) expect(thereAndBack(payload(file))?.equals(payload(file))).toBe(true);
  });

  it('gives every byte back, and what it makes is plain whatever the bytes', () => {
    const plain = fc
      .array(fc.integer({ min: 0x20, max: 0x7e }), { maxLength: 300 })
      .map((bytes) => Uint8Array.from(bytes));
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 300 }), plain), (bytes) => {
        const rawBody = Buffer.from(bytes);
        const encoded = encodeBody(rawBody);
        expect(encoded.encoding).toBe(bytes.every(isPlain) ? 'text' : 'base64');
        const body = 'body' in encoded ? encoded.body : undefined;
        expect([...Buffer.from(body!)].every(isPlain)).toBe(true);
        expect(thereAndBack(rawBody)?.equals(rawBody)).toBe(true);
      }),
    );
  });

  it.each([
    { rule: 'of 900 KiB of ASCII is text', rawBody: Buffer.alloc(MAX_BYTES, 'a'), want: 'text' },
    { rule: 'of one byte more goes to the bucket', rawBody: Buffer.alloc(MAX_BYTES + 1, 'a'), want: 's3' },
    {
      rule: 'of what is 900 KiB in base64 is base64',
      rawBody: Buffer.alloc((MAX_BYTES / 4) * 3, 0xff),
      want: 'base64',
    },
    {
      rule: 'of what is more in base64 goes to the bucket',
      rawBody: Buffer.alloc((MAX_BYTES / 4) * 3 + 1, 0xff),
      want: 's3',
    },
    { rule: 'of 4 MiB goes to the bucket', rawBody: Buffer.alloc(4 * 1024 * 1024, 'a'), want: 's3' },
  ])('$rule', ({ rawBody, want }) => {
    expect(encodeBody(rawBody).encoding).toBe(want);
    if (want !== 's3') expect(thereAndBack(rawBody)?.equals(rawBody)).toBe(true);
  });
});

describe('a pointer to a body in the bucket', () => {
  const place = { bucket: 'bucket-synthetic', key: 'oversize/meta/2026/01/01/id-1' };
  const verified = (pointer: OversizePointer, rawBody: Uint8Array): string =>
    getCode(() => {
      verifyPointer(pointer, rawBody);
    });

  // https://csrc.nist.gov/projects/cryptographic-standards-and-guidelines/example-values: SHA-256 of one block
  it('tells its place, its length and its digest', () => {
    expect(pointTo(Buffer.from('abc'), place)).toEqual({
      ...place,
      bytes: 3,
      sha256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    });
  });

  it('comes back from the message body', () => {
    const name = fc.string({ unit: anyCharacter });
    fc.assert(
      fc.property(fc.uint8Array(), name, name, (rawBody, bucket, key) => {
        const pointer = readPointer(JSON.stringify(pointTo(rawBody, { bucket, key })));
        expect(pointer).toEqual({
          bucket,
          key,
          bytes: rawBody.length,
          sha256: createHash('sha256').update(rawBody).digest('hex'),
        });
      }),
    );
  });

  it.each([
    { rule: 'that is no JSON', body: 'planted' },
    { rule: 'that is empty', body: '' },
    { rule: 'that is null', body: 'null' },
    { rule: 'that is a number', body: '1' },
    { rule: "that is a body of Meta's", body: '{"object":"page","entry":[]}' },
    { rule: 'without a bucket', body: '{"key":"planted","bytes":1,"sha256":"00"}' },
    { rule: 'without a key', body: '{"bucket":"planted","bytes":1,"sha256":"00"}' },
    { rule: 'with its length as text', body: '{"bucket":"planted","key":"k","bytes":"1","sha256":"00"}' },
    { rule: 'without a digest', body: '{"bucket":"planted","key":"k","bytes":1}' },
  ])('$rule is malformed', ({ body }) => {
    const error = thrownBy(() => readPointer(body));
    expect(error.code).toBe('MESSAGE_MALFORMED');
    expect(`${error.message}${error.hint}`).not.toContain('planted');
  });

  it('accepts what it was made from', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (rawBody) => {
        expect(verified(pointTo(rawBody, place), rawBody)).toBe('OK');
      }),
    );
  });

  it('refuses anything else, of another length or of the same', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 4 }), fc.uint8Array({ maxLength: 4 }), (rawBody, other) => {
        fc.pre(!Buffer.from(rawBody).equals(other));
        expect(verified(pointTo(rawBody, place), other)).toBe('OVERSIZE_BODY_ALTERED');
      }),
    );
  });

  it('refuses its own body if it names another length', () => {
    const body = Buffer.from('abc');
    expect(verified({ ...pointTo(body, place), bytes: 4 }, body)).toBe('OVERSIZE_BODY_ALTERED');
  });
});
