import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readAppSecret, signingSecrets, type AppSecret } from '../../../../src/pipeline/accept/app-secret.ts';
import { thrownBy } from '../../../support/harness/thrown.ts';

const DAY_MS = 24 * 3600_000;
const UNSET: AppSecret = { appSecret: '', verifyToken: '', instagramAppSecret: '', threadsAppSecret: '' };

describe('a version of the secret', () => {
  it('as the stack makes it has a verify token and no app secret', () => {
    expect(readAppSecret('{"appSecret":"","verifyToken":"generated"}')).toEqual({ ...UNSET, verifyToken: 'generated' });
  });

  it('has room for the app secrets of Instagram Login and Threads', () => {
    const json =
      '{"appSecret":"a","verifyToken":"v","instagramAppSecret":"i","threadsAppSecret":"t","note":"whatever"}';
    expect(readAppSecret(json)).toEqual({
      appSecret: 'a',
      verifyToken: 'v',
      instagramAppSecret: 'i',
      threadsAppSecret: 't',
    });
  });

  it('may lack any member or hold null for it, which is: not set', () => {
    expect(readAppSecret('{}')).toEqual(UNSET);
    expect(readAppSecret('{"appSecret":null,"threadsAppSecret":null}')).toEqual(UNSET);
  });

  it.each([
    { rule: 'that has no text', json: undefined },
    { rule: 'that is empty', json: '' },
    { rule: 'that is the bare app secret', json: 'planted0123456789abcdef' },
    { rule: 'that is a JSON string', json: '"planted"' },
    { rule: 'that is a JSON array', json: '["planted"]' },
    { rule: 'that is null', json: 'null' },
    { rule: 'that was cut', json: '{"appSecret":"planted' },
    { rule: 'whose app secret is a number', json: '{"appSecret":1234567,"verifyToken":"planted"}' },
    { rule: 'whose verify token is an object', json: '{"verifyToken":{"planted":1}}' },
    { rule: 'whose Instagram app secret is a list', json: '{"instagramAppSecret":["planted"]}' },
    { rule: 'whose app secret ends in a line end', json: '{"appSecret":"planted\\n"}' },
    { rule: 'whose app secret is blank', json: '{"appSecret":"   "}' },
    { rule: 'whose verify token has a letter beyond ASCII', json: '{"verifyToken":"plantéd"}' },
    { rule: 'whose Threads app secret is false', json: '{"threadsAppSecret":false,"appSecret":"planted"}' },
  ])('$rule is malformed, and none of it is quoted', ({ json }) => {
    const error = thrownBy(() => readAppSecret(json));
    expect(error).toMatchObject({ status: 503, code: 'SECRET_MALFORMED' });
    expect(`${error.message}${error.hint}${String(error.cause)}`).not.toMatch(/plant|1234567/);
  });

  it('comes back from its JSON, whatever its printable texts', () => {
    const member = fc.string({ unit: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code)) });
    fc.assert(
      fc.property(
        fc.record({ appSecret: member, verifyToken: member, instagramAppSecret: member, threadsAppSecret: member }),
        (secret) => {
          expect(readAppSecret(JSON.stringify(secret))).toEqual(secret);
        },
      ),
    );
  });
});

describe('the secrets that may have signed', () => {
  const current = { ...UNSET, appSecret: 'new', instagramAppSecret: 'new-ig', threadsAppSecret: 'new-th' };
  const previous = { ...UNSET, appSecret: 'old', threadsAppSecret: 'old-th' };
  const changedAt = Date.parse('2026-01-01T00:00:00Z');
  const names = (nowMs: number, previousForMs: number): string[] =>
    signingSecrets({ current, currentSinceMs: changedAt, previous }, nowMs, previousForMs).map(({ name }) => name);
  const ofCurrent = ['current.appSecret', 'current.instagramAppSecret', 'current.threadsAppSecret'];
  const ofBoth = [...ofCurrent, 'previous.appSecret', 'previous.threadsAppSecret'];

  it.each([
    { rule: 'are those of both versions right after a change', afterMs: 0, previousForMs: DAY_MS, want: ofBoth },
    { rule: 'are those of both versions for a day', afterMs: DAY_MS - 1, previousForMs: DAY_MS, want: ofBoth },
    { rule: 'are those of the current version after a day', afterMs: DAY_MS, previousForMs: DAY_MS, want: ofCurrent },
    {
      rule: 'are those of the current version after as long as configured',
      afterMs: 3600_000,
      previousForMs: 3600_000,
      want: ofCurrent,
    },
    {
      rule: 'are never those of the previous version where its time is 0',
      afterMs: 0,
      previousForMs: 0,
      want: ofCurrent,
    },
    {
      rule: 'are never those of the previous version where its time is 0, by a clock that is late either',
      afterMs: -2_000,
      previousForMs: 0,
      want: ofCurrent,
    },
    // Clocks differ by a little: a version made in our future is still the current one.
    {
      rule: 'are those of both versions by a clock that is late',
      afterMs: -2_000,
      previousForMs: DAY_MS,
      want: ofBoth,
    },
  ])('$rule', ({ afterMs, previousForMs, want }) => {
    expect(names(changedAt + afterMs, previousForMs)).toEqual(want);
  });

  it('carry the text that belongs to their name', () => {
    expect(signingSecrets({ current, currentSinceMs: changedAt, previous }, changedAt, DAY_MS)).toEqual([
      { name: 'current.appSecret', secret: 'new' },
      { name: 'current.instagramAppSecret', secret: 'new-ig' },
      { name: 'current.threadsAppSecret', secret: 'new-th' },
      { name: 'previous.appSecret', secret: 'old' },
      { name: 'previous.threadsAppSecret', secret: 'old-th' },
    ]);
  });

  it('are those of the current version where there never was another', () => {
    expect(signingSecrets({ current, currentSinceMs: changedAt }, changedAt, DAY_MS).map(({ name }) => name)).toEqual(
      ofCurrent,
    );
  });

  it('are none while no app secret is set', () => {
    const versions = { current: { ...UNSET, verifyToken: 'generated' }, currentSinceMs: changedAt };
    expect(signingSecrets(versions, changedAt, DAY_MS)).toEqual([]);
  });

  it('are never empty, and never a verify token', () => {
    const member = fc.constantFrom('', 'one', 'two');
    const version = fc.record({
      appSecret: member,
      instagramAppSecret: member,
      threadsAppSecret: member,
      verifyToken: fc.constant('token'),
    });
    fc.assert(
      fc.property(
        version,
        fc.option(version, { nil: undefined }),
        fc.integer({ min: -DAY_MS, max: 3 * DAY_MS }),
        (now, before, afterMs) => {
          const secrets = signingSecrets(
            { current: now, currentSinceMs: changedAt, previous: before! },
            changedAt + afterMs,
            DAY_MS,
          );
          for (const { secret } of secrets) expect(['one', 'two']).toContain(secret);
        },
      ),
    );
  });
});
