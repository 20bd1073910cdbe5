import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { SigningSecret } from '../../../../src/pipeline/accept/app-secret.ts';
import { readSignature, verifySignature } from '../../../../src/pipeline/accept/signature.ts';
import { EXPECTED } from '../../../support/builders/expected.ts';
import { APP_SECRET, payload } from '../../../support/builders/meta.ts';
import { getCode, thrownBy } from '../../../support/harness/thrown.ts';
import { anyCharacter } from '../../../support/builders/any-character.ts';

const MAC = '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843';

const current = (secret: string): SigningSecret => ({ name: 'current.appSecret', secret });
const previous = (secret: string): SigningSecret => ({ name: 'previous.appSecret', secret });
const verify = (rawBody: Uint8Array, header: string, secrets: readonly SigningSecret[]): string =>
  verifySignature(rawBody, readSignature(header), secrets);

describe('the header', () => {
  it.each([
    { rule: 'missing is absent', header: undefined, want: 'MISSING_SIGNATURE' },
    { rule: 'empty is absent', header: '', want: 'MISSING_SIGNATURE' },
    { rule: 'of SHA-1 is malformed', header: `sha1=${MAC.slice(0, 40)}`, want: 'SIGNATURE_MALFORMED' },
    { rule: 'of SHA-1 in the length of SHA-256 is malformed', header: `sha1=${MAC}`, want: 'SIGNATURE_MALFORMED' },
    { rule: 'without the name of the hash is malformed', header: MAC, want: 'SIGNATURE_MALFORMED' },
    { rule: 'with the name in capitals is malformed', header: `SHA256=${MAC}`, want: 'SIGNATURE_MALFORMED' },
    {
      rule: 'with digits in capitals is malformed',
      header: `sha256=${MAC.toUpperCase()}`,
      want: 'SIGNATURE_MALFORMED',
    },
    { rule: 'one digit short is malformed', header: `sha256=${MAC.slice(1)}`, want: 'SIGNATURE_MALFORMED' },
    { rule: 'one digit long is malformed', header: `sha256=${MAC}0`, want: 'SIGNATURE_MALFORMED' },
    { rule: 'with a digit that is none is malformed', header: `sha256=g${MAC.slice(1)}`, want: 'SIGNATURE_MALFORMED' },
    { rule: 'in front of a newline is malformed', header: `sha256=${MAC}\n`, want: 'SIGNATURE_MALFORMED' },
    { rule: 'behind a space is malformed', header: ` sha256=${MAC}`, want: 'SIGNATURE_MALFORMED' },
    {
      rule: 'sent twice, joined by a comma, is malformed',
      header: `sha256=${MAC},sha256=${MAC}`,
      want: 'SIGNATURE_MALFORMED',
    },
  ])('$rule', ({ header, want }) => {
    expect(thrownBy(() => readSignature(header))).toMatchObject({ status: 401, code: want });
  });

  it('gives its 32 bytes', () => {
    expect(readSignature(`sha256=${MAC}`).toString('hex')).toBe(MAC);
  });

  it('as any other text is refused, and the refusal quotes nothing of it', () => {
    const header = fc
      .string({ unit: anyCharacter, minLength: 4 })
      .filter((text) => !/^sha256=[0-9a-f]{64}$/.test(text));
    fc.assert(
      fc.property(header, (text) => {
        const { status, hint, message } = thrownBy(() => readSignature(`zq${text}`));
        expect(status).toBe(401);
        expect(`${hint}${message}`).not.toContain(`zq${text}`);
      }),
    );
  });
});

describe('a signature', () => {
  // https://www.rfc-editor.org/rfc/rfc4231#section-4: the test cases whose keys are text
  it.each([
    {
      rfc: 1,
      secret: '\x0b'.repeat(20),
      body: Buffer.from('Hi There'),
      mac: 'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7',
    },
    { rfc: 2, secret: 'Jefe', body: Buffer.from('what do ya want for nothing?'), mac: MAC },
    {
      rfc: 4,
      secret: Buffer.from('0102030405060708090a0b0c0d0e0f10111213141516171819', 'hex').toString(),
      body: Buffer.alloc(50, 0xcd),
      mac: '82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b',
    },
  ])('is the HMAC-SHA256 of RFC 4231, case $rfc', ({ secret, body, mac }) => {
    expect(verify(body, `sha256=${mac}`, [current(secret)])).toBe('current.appSecret');
  });

  it('of every fixture is right over its exact bytes', () => {
    const rows = EXPECTED as readonly ((typeof EXPECTED)[number] & { readonly sha256: string })[];
    expect(rows.length).toBeGreaterThan(100);
    for (const { file, sha256 } of rows)
      expect(verify(payload(file), `sha256=${sha256}`, [current(APP_SECRET)])).toBe('current.appSecret');
  });

  it.each([
    { rule: 'accepts a secret that is not the first', secrets: [current('new'), previous('Jefe')], want: 'OK' },
    { rule: 'rejects another secret', secrets: [current('new')], want: 'SIGNATURE_MISMATCH' },
    { rule: 'rejects a secret in other capitals', secrets: [current('jefe')], want: 'SIGNATURE_MISMATCH' },
    { rule: 'rejects when there is no secret', secrets: [], want: 'SIGNATURE_MISMATCH' },
  ])('$rule', ({ secrets, want }) => {
    const body = Buffer.from('what do ya want for nothing?');
    expect(getCode(() => verify(body, `sha256=${MAC}`, secrets))).toBe(want);
  });

  const bytes = fc.uint8Array({ maxLength: 200 });
  const secret = fc.string({ minLength: 1 });
  const mac = (rawBody: Uint8Array, key: string): string =>
    `sha256=${createHmac('sha256', key).update(rawBody).digest('hex')}`;

  it('is right over any bytes with any secret, wherever it stands among others', () => {
    const others = fc.array(secret, { maxLength: 3 });
    fc.assert(
      fc.property(bytes, secret, fc.tuple(others, others), (body, key, [before, after]) => {
        const secrets = [
          ...before.map(previous),
          { name: 'current.threadsAppSecret' as const, secret: key },
          ...after.map(previous),
        ];
        fc.pre(!before.includes(key));
        expect(verify(body, mac(body, key), secrets)).toBe('current.threadsAppSecret');
      }),
    );
  });

  it('is wrong over bytes of which one was changed, added or taken away', () => {
    const altered = fc
      .tuple(fc.uint8Array({ minLength: 1, maxLength: 200 }), fc.nat(), fc.integer({ min: 1, max: 255 }))
      .chain(([body, at, by]) => {
        const i = at % body.length;
        const changed = Uint8Array.from(body, (byte, k) => (k === i ? byte ^ by : byte));
        const longer = Uint8Array.of(...body.slice(0, i), by, ...body.slice(i));
        const shorter = body.filter((_, k) => k !== i);
        return fc.tuple(fc.constant(body), fc.constantFrom(changed, longer, shorter));
      });
    fc.assert(
      fc.property(altered, secret, ([body, other], key) => {
        expect(getCode(() => verify(other, mac(body, key), [current(key)]))).toBe('SIGNATURE_MISMATCH');
      }),
    );
  });

  it('is wrong with any other secret', () => {
    fc.assert(
      fc.property(bytes, secret, secret, (body, key, other) => {
        // HMAC pads a short key with zeros, so these two are one key (RFC 2104).
        fc.pre(key.replace(/\0+$/, '') !== other.replace(/\0+$/, ''));
        expect(getCode(() => verify(body, mac(body, key), [current(other)]))).toBe('SIGNATURE_MISMATCH');
      }),
    );
  });

  it('is wrong with any other digit', () => {
    fc.assert(
      fc.property(fc.nat(63), fc.integer({ min: 1, max: 15 }), (at, by) => {
        const digit = (Number.parseInt(MAC[at]!, 16) ^ by).toString(16);
        const header = `sha256=${MAC.slice(0, at)}${digit}${MAC.slice(at + 1)}`;
        expect(getCode(() => verify(Buffer.from('what do ya want for nothing?'), header, [current('Jefe')]))).toBe(
          'SIGNATURE_MISMATCH',
        );
      }),
    );
  });

  it('of a refused delivery is not quoted', () => {
    const { status, message, hint } = thrownBy(() =>
      verify(Buffer.from('planted body'), `sha256=${MAC}`, [current('planted secret')]),
    );
    expect(status).toBe(401);
    expect(`${message}${hint}`).not.toMatch(/planted|5bdcc146/);
  });
});

describe('the secrets', () => {
  it('are all tried, whichever matches', () => {
    const tried: string[] = [];
    const watched = (secret: string): SigningSecret => ({
      name: 'current.appSecret',
      get secret() {
        tried.push(secret);
        return secret;
      },
    });
    verify(Buffer.from('what do ya want for nothing?'), `sha256=${MAC}`, ['Jefe', 'second', 'third'].map(watched));
    expect(tried).toEqual(['Jefe', 'second', 'third']);
  });

  it('that match count for the first of them', () => {
    expect(
      verify(Buffer.from('what do ya want for nothing?'), `sha256=${MAC}`, [current('Jefe'), previous('Jefe')]),
    ).toBe('current.appSecret');
  });
});
