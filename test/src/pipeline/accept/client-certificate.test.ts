import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { verifyClientCertificate } from '../../../../src/pipeline/accept/client-certificate.ts';
import { getCode, thrownBy } from '../../../support/harness/thrown.ts';

/**
 * As Meta's documents name it:
 * https://developers.facebook.com/docs/graph-api/webhooks/getting-started#mtls-for-webhooks
 */
const META = 'client.webhooks.fbclientcerts.com';

describe('a client certificate of Meta', () => {
  it.each([
    { rule: 'by its name alone', subject: `CN=${META}` },
    { rule: 'with the name first', subject: `CN=${META},O=Meta Platforms\\, Inc.,L=Menlo Park,ST=California,C=US` },
    {
      rule: 'with the name last, and a space after each comma',
      subject: `C=US, ST=California, O=Meta Platforms\\, Inc., CN=${META}`,
    },
    { rule: 'with the name in a pair', subject: `OU=webhooks+CN=${META},C=US` },
    { rule: 'with a value in quotes', subject: `O="Meta Platforms, Inc.",CN=${META}` },
    { rule: 'with the type in lower case', subject: `cn=${META},c=US` },
    { rule: 'with the type as a number', subject: `2.5.4.3=${META}` },
  ])('is known $rule', ({ subject }) => {
    expect(() => {
      verifyClientCertificate(subject);
    }).not.toThrow();
  });
});

describe('a client certificate is refused', () => {
  it.each([
    { rule: 'of another name', subject: 'CN=example.com' },
    { rule: 'whose name only begins so', subject: `CN=${META}.example.com` },
    { rule: 'whose name only ends so', subject: `CN=not-${META}` },
    { rule: 'with the name in another attribute', subject: `O=${META},CN=example.com` },
    { rule: 'with the name inside an escaped value', subject: `O=x\\,CN=${META},CN=example.com` },
    { rule: 'with the name inside an escaped value and no other', subject: `O=x\\,CN=${META}` },
    { rule: 'with the name inside quotes', subject: `O="x,CN=${META}",C=US` },
    { rule: 'with the name at the end of a type', subject: `XCN=${META}` },
    { rule: 'with two names', subject: `CN=${META},CN=example.com` },
    { rule: 'with the name twice', subject: `CN=${META},CN=${META}` },
    { rule: 'with the name and a line break', subject: `CN=${META}\n` },
    { rule: 'in capitals', subject: `CN=${META.toUpperCase()}` },
    { rule: 'with something after the end', subject: `CN=${META},` },
    { rule: 'with a quote that does not end', subject: `O="x,CN=${META}` },
    { rule: 'after a semicolon, which RFC 4514 does not know between attributes', subject: `O=x;CN=${META}` },
    { rule: 'as OpenSSL shows it', subject: `/C=US/CN=${META}` },
    { rule: 'by a bare name', subject: META },
  ])('$rule', ({ subject }) => {
    expect(
      thrownBy(() => {
        verifyClientCertificate(subject);
      }),
    ).toMatchObject({ status: 403, code: 'CLIENT_CERTIFICATE_MISMATCH' });
  });

  it.each([undefined, ''])('that is not there: %p', (subject) => {
    expect(
      thrownBy(() => {
        verifyClientCertificate(subject);
      }),
    ).toMatchObject({ status: 403, code: 'MISSING_CLIENT_CERTIFICATE' });
  });
});

/** RFC 4514 §2.4: what has to be escaped in a value. */
const escaped = (value: string): string => value.replace(/["+,;<>\\=]/g, '\\$&').replace(/^[ #]|(?<!\\) $/g, '\\$&');
const attribute = fc.record({
  type: fc.constantFrom('CN', 'O', 'OU', 'L', 'C', 'serialNumber'),
  value: fc.oneof(fc.string(), fc.constantFrom(META, `x,CN=${META}`, `x+CN=${META}`, `x"CN=${META}`)),
});
const name = fc.array(attribute, { minLength: 1, maxLength: 6 });

it("whatever a certificate's subject holds, it is known by its one common name and by nothing else", () => {
  fc.assert(
    fc.property(name, fc.constantFrom(',', ', ', '+'), (attributes, separator) => {
      const subject = attributes.map(({ type, value }) => `${type}=${escaped(value)}`).join(separator);
      const names = attributes.filter(({ type }) => type === 'CN').map(({ value }) => value);
      const accepted = getCode(() => {
        verifyClientCertificate(subject);
      });
      expect(accepted === 'OK').toBe(names.length === 1 && names[0] === META);
    }),
  );
});

it('any text is refused or known, and a refusal quotes nothing of it', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 12 }), (subject) => {
      const error = thrownBy(() => {
        verifyClientCertificate(subject);
      });
      expect(error).toMatchObject({ code: 'CLIENT_CERTIFICATE_MISMATCH' });
      expect(JSON.stringify(error) + String(error)).not.toContain(subject);
    }),
  );
});
