import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { answerChallenge, readChallenge } from '../../../../src/pipeline/accept/challenge.ts';
import { getCode, thrownBy } from '../../../support/harness/thrown.ts';
import { anyCharacter } from '../../../support/builders/any-character.ts';

// The example of Meta's guide:
// https://developers.facebook.com/docs/graph-api/webhooks/getting-started#verification-requests
const META_EXAMPLE = 'hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=meatyhamhock';

describe('a verification request', () => {
  it("is read as in Meta's guide", () => {
    expect(readChallenge(META_EXAMPLE)).toEqual({
      mode: 'subscribe',
      challenge: '1158201444',
      verifyToken: 'meatyhamhock',
    });
  });

  it('may have its parameters in any order, and others beside them', () => {
    const parameters = [...META_EXAMPLE.split('&'), 'hub.topic=planted', 'x'];
    fc.assert(
      fc.property(fc.shuffledSubarray(parameters, { minLength: parameters.length }), (shuffled) => {
        expect(readChallenge(shuffled.join('&'))).toEqual(readChallenge(META_EXAMPLE));
      }),
    );
  });

  it.each([
    { rule: 'without a query', query: '' },
    { rule: 'without a mode', query: 'hub.challenge=1&hub.verify_token=t' },
    { rule: 'without a challenge', query: 'hub.mode=subscribe&hub.verify_token=t' },
    { rule: 'without a verify token', query: 'hub.mode=subscribe&hub.challenge=1' },
    { rule: 'with an empty mode', query: 'hub.mode=&hub.challenge=1&hub.verify_token=t' },
    { rule: 'with an empty challenge', query: 'hub.mode=subscribe&hub.challenge=&hub.verify_token=t' },
    { rule: 'with an empty verify token', query: 'hub.mode=subscribe&hub.challenge=1&hub.verify_token=' },
    { rule: 'with two challenges', query: `${META_EXAMPLE}&hub.challenge=2` },
    { rule: 'with two verify tokens', query: `${META_EXAMPLE}&hub.verify_token=guess` },
    { rule: 'with names in capitals', query: META_EXAMPLE.toUpperCase() },
    { rule: 'with a newline in its challenge', query: 'hub.mode=subscribe&hub.challenge=1%0A2&hub.verify_token=t' },
    { rule: 'with a tab in its challenge', query: 'hub.mode=subscribe&hub.challenge=1%092&hub.verify_token=t' },
    { rule: 'with a zero byte in its challenge', query: 'hub.mode=subscribe&hub.challenge=%00&hub.verify_token=t' },
    {
      rule: 'with the last of the control characters in its challenge',
      query: 'hub.mode=subscribe&hub.challenge=%1F&hub.verify_token=t',
    },
    {
      rule: 'with a delete character in its challenge',
      query: 'hub.mode=subscribe&hub.challenge=%7F&hub.verify_token=t',
    },
    {
      rule: 'with a letter beyond ASCII in its challenge',
      query: 'hub.mode=subscribe&hub.challenge=%C3%A9&hub.verify_token=t',
    },
    { rule: 'with a challenge that is not UTF-8', query: 'hub.mode=subscribe&hub.challenge=%FF&hub.verify_token=t' },
    {
      rule: 'with a challenge of 513 characters',
      query: `hub.mode=subscribe&hub.challenge=${'1'.repeat(513)}&hub.verify_token=t`,
    },
  ])('$rule is malformed', ({ query }) => {
    expect(thrownBy(() => readChallenge(query))).toMatchObject({ status: 400, code: 'CHALLENGE_MALFORMED' });
  });

  const character = fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code));
  // A short text again and again, because a long one of its own takes minutes to be shrunk.
  const sanitize = fc
    .tuple(fc.string({ unit: character, minLength: 1, maxLength: 40 }), fc.integer({ min: 1, max: 512 }))
    .map(([text, length]) => text.repeat(length).slice(0, length));
  const everyByte = (text: string): string =>
    text.replace(/./g, (character) => `%${character.charCodeAt(0).toString(16).padStart(2, '0')}`);

  it.each([
    { encoding: 'as encodeURIComponent does', encode: encodeURIComponent },
    {
      encoding: 'as a form does, a space as +',
      encode: (text: string) => new URLSearchParams({ _: text }).toString().slice(2),
    },
    { encoding: 'every byte of it', encode: everyByte },
  ])('gives back the exact characters of its challenge, percent-encoded $encoding', ({ encode }) => {
    fc.assert(
      fc.property(sanitize, (challenge) => {
        const asked = readChallenge(`hub.mode=subscribe&hub.challenge=${encode(challenge)}&hub.verify_token=t`);
        expect(answerChallenge(asked, 't')).toBe(challenge);
      }),
    );
  });

  it('gives back a challenge of 512 characters', () => {
    const challenge = ' ~'.repeat(256);
    expect(
      readChallenge(`hub.mode=subscribe&hub.challenge=${encodeURIComponent(challenge)}&hub.verify_token=t`).challenge,
    ).toBe(challenge);
  });

  it('with any other challenge is malformed, and the refusal quotes nothing of it', () => {
    const outside = fc.string({
      unit: fc.oneof(
        fc.constantFrom('\0', '\t', '\n', '\r', '\x1f', '\x7f', '\x80'),
        fc.string({ unit: anyCharacter, minLength: 1, maxLength: 1 }),
      ),
      minLength: 1,
    });
    fc.assert(
      fc.property(outside, (text) => {
        fc.pre(Buffer.from(text).some((byte) => byte < 0x20 || byte > 0x7e));
        const query = new URLSearchParams({
          'hub.mode': 'subscribe',
          'hub.challenge': `planted${text}`,
          'hub.verify_token': 'planted',
        });
        const { code, message, hint } = thrownBy(() => readChallenge(query.toString()));
        expect(code).toBe('CHALLENGE_MALFORMED');
        expect(`${message}${hint}`).not.toContain('planted');
      }),
    );
  });
});

describe('an answer to the challenge', () => {
  const asked = { mode: 'subscribe', challenge: '1158201444', verifyToken: 'meatyhamhock' };

  it.each([
    { rule: 'needs the verify token', given: {}, expected: 'meatyhamhock', want: 'OK' },
    {
      rule: 'is refused for another token',
      given: { verifyToken: 'guess' },
      expected: 'meatyhamhock',
      want: 'TOKEN_MISMATCH',
    },
    {
      rule: 'is refused for a part of the token',
      given: { verifyToken: 'meatyham' },
      expected: 'meatyhamhock',
      want: 'TOKEN_MISMATCH',
    },
    {
      rule: 'is refused for the token and more',
      given: { verifyToken: 'meatyhamhocks' },
      expected: 'meatyhamhock',
      want: 'TOKEN_MISMATCH',
    },
    {
      rule: 'is refused for the token in capitals',
      given: { verifyToken: 'MEATYHAMHOCK' },
      expected: 'meatyhamhock',
      want: 'TOKEN_MISMATCH',
    },
    { rule: 'is refused while no token is set', given: {}, expected: '', want: 'TOKEN_MISMATCH' },
    {
      rule: 'is refused for an empty token while none is set',
      given: { verifyToken: '' },
      expected: '',
      want: 'TOKEN_MISMATCH',
    },
    {
      rule: 'is refused for another mode',
      given: { mode: 'unsubscribe' },
      expected: 'meatyhamhock',
      want: 'TOKEN_MISMATCH',
    },
    {
      rule: 'is refused for the mode in capitals',
      given: { mode: 'Subscribe' },
      expected: 'meatyhamhock',
      want: 'TOKEN_MISMATCH',
    },
  ])('$rule', ({ given, expected, want }) => {
    expect(getCode(() => answerChallenge({ ...asked, ...given }, expected))).toBe(want);
  });

  it('is refused with 403, for a wrong token and for a wrong mode in the same words', () => {
    const wrongToken = thrownBy(() => answerChallenge({ ...asked, verifyToken: 'guess' }, 'meatyhamhock'));
    const wrongMode = thrownBy(() => answerChallenge({ ...asked, mode: 'guess' }, 'meatyhamhock'));
    expect(wrongToken.status).toBe(403);
    expect(wrongMode).toMatchObject({ status: wrongToken.status, code: wrongToken.code, hint: wrongToken.hint });
    expect(wrongToken.message).not.toMatch(/guess|meatyhamhock/);
  });
});
