import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { withoutCredentials } from '../../../src/text/credentials.ts';

describe('the user and the password of a URL', () => {
  it.each([
    { text: 'https://user:geheim@example.com/hook', shown: 'https://[hidden]@example.com/hook' },
    { text: 'https://user:ge/heim@example.com', shown: 'https://[hidden]@example.com' },
    { text: 'https:user:geheim@example.com', shown: 'https:[hidden]@example.com' },
    { text: 'ftp:user:geheim@example.com', shown: 'ftp:[hidden]@example.com' },
    { text: 'user:geheim@example.com', shown: 'user:[hidden]@example.com' },
    { text: "argument 'https://geheim@a@b' is invalid", shown: "argument 'https://[hidden]@b' is invalid" },
    { text: String.raw`"https://user:ge\"heim@example.com" is not`, shown: '"https://[hidden]@example.com" is not' },
  ])('of $text are hidden', ({ text, shown }) => {
    expect(withoutCredentials(text)).toBe(shown);
  });

  it.each(['https://example.com/a?b=c#d', 'ops@example.com', '10:30', ''])('are not found in %j', (text) => {
    expect(withoutCredentials(text)).toBe(text);
  });

  it('are hidden whatever characters they have', () => {
    const part = fc.stringMatching(/^[^\s@]{1,20}$/);
    fc.assert(
      fc.property(part, part, (user, password) => {
        expect(withoutCredentials(`x https://${user}:GEHEIM${password}@example.com y`)).toBe(
          'x https://[hidden]@example.com y',
        );
      }),
    );
  });
});
