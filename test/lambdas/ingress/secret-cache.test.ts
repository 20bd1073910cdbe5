import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createSecretCache } from '../../../lambdas/ingress/secret-cache.ts';
import { SecretError, type AppSecretVersions } from '../../../src/pipeline/accept/app-secret.ts';
import { recordOutput } from '../../support/harness/emf-lines.ts';
import { endlessDeadline, versions } from '../../support/harness/ingress-under-test.ts';

const MINUTE_MS = 60_000;

/** A cache before a store that gives another secret at each read, and may be told to fail. */
function cacheUnderTest() {
  const { output: log, lines, emf } = recordOutput('ingress');
  const state = { nowMs: 0, failure: undefined as Error | undefined, reads: [] as { app: string; atMs: number }[] };
  const read = (app: string): Promise<AppSecretVersions> => {
    state.reads.push({ app, atMs: state.nowMs });
    if (state.failure !== undefined) return Promise.reject(state.failure);
    return Promise.resolve(versions({ appSecret: `${app}-${state.reads.length}` }));
  };
  const cache = createSecretCache({ read, now: () => state.nowMs, startDeadline: endlessDeadline, log });
  const use = async (how: 'get' | 'refresh', app = 'meta'): Promise<string> =>
    (await cache[how](app)).current.appSecret;
  return { state, lines, emf, use, cache };
}

describe('a secret', () => {
  it('is read once in five minutes', async () => {
    const { state, use } = cacheUnderTest();
    expect([await use('get'), await use('get')]).toEqual(['meta-1', 'meta-1']);
    state.nowMs = 5 * MINUTE_MS - 1;
    expect(await use('get')).toBe('meta-1');
    state.nowMs = 5 * MINUTE_MS;
    expect([await use('get'), await use('get')]).toEqual(['meta-2', 'meta-2']);
  });

  it('is kept for its own app only', async () => {
    const { use } = cacheUnderTest();
    expect([await use('get', 'meta'), await use('get', 'shop'), await use('get', 'meta')]).toEqual([
      'meta-1',
      'shop-2',
      'meta-1',
    ]);
  });

  it('is read again when asked to, and then fresh for five minutes', async () => {
    const { state, use } = cacheUnderTest();
    await use('get');
    state.nowMs = MINUTE_MS;
    expect([await use('refresh'), await use('get')]).toEqual(['meta-2', 'meta-2']);
    state.nowMs = 6 * MINUTE_MS - 1;
    expect(await use('get')).toBe('meta-2');
    state.nowMs = 6 * MINUTE_MS;
    expect(await use('get')).toBe('meta-3');
  });

  it('that was read in this very request is not read again', async () => {
    const { use } = cacheUnderTest();
    expect([await use('get'), await use('refresh')]).toEqual(['meta-1', 'meta-1']);
  });

  it('is read when first asked to look again, kept or not', async () => {
    const { use } = cacheUnderTest();
    expect(await use('refresh')).toBe('meta-1');
  });

  it('is looked for again at most once in 30 s and app, whatever comes when', async () => {
    const step = fc.record({ afterMs: fc.integer({ min: 0, max: 45_000 }), app: fc.constantFrom('meta', 'shop') });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), fc.boolean(), async (steps, fails) => {
        const { state, use } = cacheUnderTest();
        await Promise.all([use('get', 'meta'), use('get', 'shop')]);
        state.nowMs = MINUTE_MS;
        if (fails) state.failure = new Error('unreachable');
        const allowed = new Map<string, number>();
        for (const { afterMs, app } of steps) {
          state.nowMs += afterMs;
          const before = state.reads.length;
          await use('refresh', app);
          const may = state.nowMs >= (allowed.get(app) ?? 0);
          expect(state.reads.length - before).toBe(may ? 1 : 0);
          if (may) allowed.set(app, state.nowMs + 30_000);
        }
      }),
    );
  });
});

describe('a store that cannot be reached', () => {
  it('leaves the secret in use, and is not asked again for 30 s', async () => {
    const { state, use, lines } = cacheUnderTest();
    await use('get');
    state.failure = Object.assign(new Error('planted'), { code: 'ECONNREFUSED' });
    state.nowMs = 5 * MINUTE_MS;
    expect(await use('get')).toBe('meta-1');
    state.nowMs += 29_999;
    expect([await use('get'), state.reads.length]).toEqual(['meta-1', 2]);
    state.nowMs += 1;
    expect([await use('get'), state.reads.length]).toEqual(['meta-1', 3]);
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatchObject({
      level: 'warn',
      fields: { app: 'meta', code: 'SECRET_UNAVAILABLE', errorCode: 'ECONNREFUSED' },
    });
    expect(JSON.stringify(lines)).not.toContain('planted');
  });

  it('leaves the secret in use when it was asked to look again', async () => {
    const { state, use } = cacheUnderTest();
    await use('get');
    state.failure = new Error('unreachable');
    state.nowMs = MINUTE_MS;
    expect([await use('refresh'), await use('refresh'), state.reads.length]).toEqual(['meta-1', 'meta-1', 2]);
  });

  it('gives the new secret as soon as it can be reached', async () => {
    const { state, use } = cacheUnderTest();
    await use('get');
    state.failure = new Error('unreachable');
    state.nowMs = 5 * MINUTE_MS;
    await use('get');
    state.failure = undefined;
    state.nowMs += 30_000;
    expect(await use('get')).toBe('meta-3');
  });

  it('with nothing kept is an error of ours, with its cause, and is asked again after 5 s', async () => {
    const { state, use } = cacheUnderTest();
    const cause = new Error('unreachable');
    state.failure = cause;
    await expect(use('get')).rejects.toMatchObject({ status: 503, code: 'SECRET_UNAVAILABLE', cause });
    state.failure = undefined;
    state.nowMs = 4_999;
    await expect(use('get')).rejects.toMatchObject({ code: 'SECRET_UNAVAILABLE', cause });
    await expect(use('refresh')).rejects.toMatchObject({ code: 'SECRET_UNAVAILABLE', cause });
    expect(state.reads).toHaveLength(1);
    state.nowMs = 5_000;
    expect([await use('get'), state.reads.length]).toEqual(['meta-2', 2]);
  });

  it('does not stand between another app and its secret', async () => {
    const { state, use } = cacheUnderTest();
    state.failure = new Error('unreachable');
    await expect(use('get', 'shop')).rejects.toMatchObject({ code: 'SECRET_UNAVAILABLE' });
    state.failure = undefined;
    expect(await use('get', 'meta')).toBe('meta-2');
  });
});

it('a secret that is malformed says so', async () => {
  const { state, use } = cacheUnderTest();
  state.failure = new SecretError('SECRET_MALFORMED', 'must be JSON');
  await expect(use('get')).rejects.toBe(state.failure);
});

describe('a broken secret', () => {
  it.each([
    { rule: 'malformed', failure: new SecretError('SECRET_MALFORMED', 'must be JSON') },
    { rule: 'refused to a cold environment', failure: new Error('AccessDenied') },
  ])('that is $rule is read at most four times by 1,000 bad signatures in 10 s', async ({ failure }) => {
    const { state, use } = cacheUnderTest();
    state.failure = failure;
    for (let i = 0; i < 1_000; i += 1) {
      state.nowMs = i * 10;
      await expect(use('get')).rejects.toThrow();
      await expect(use('refresh')).rejects.toThrow();
    }
    expect(state.reads.length).toBeGreaterThan(0);
    expect(state.reads.length).toBeLessThanOrEqual(4);
  });

  it('that is malformed takes the one that was kept out of use: somebody changed it for a reason', async () => {
    const { state, use } = cacheUnderTest();
    await use('get');
    state.failure = new SecretError('SECRET_MALFORMED', 'must be JSON');
    state.nowMs = MINUTE_MS;
    await expect(use('refresh')).rejects.toMatchObject({ code: 'SECRET_MALFORMED' });
    await expect(use('get')).rejects.toMatchObject({ code: 'SECRET_MALFORMED' });
    expect(state.reads).toHaveLength(2);
    state.failure = undefined;
    state.nowMs += 30_000;
    expect(await use('get')).toBe('meta-3');
  });

  it('is read once for all requests that wait for it, and so is a good one', async () => {
    const { state, use } = cacheUnderTest();
    await Promise.all(Array.from({ length: 500 }, () => use('get')));
    expect(state.reads).toHaveLength(1);
    state.failure = new Error('unreachable');
    const results = await Promise.allSettled(Array.from({ length: 500 }, () => use('get', 'shop')));
    expect([state.reads.length, new Set(results.map(({ status }) => status))]).toEqual([2, new Set(['rejected'])]);
  });

  it('of which one member is malformed stays in use, and is counted and logged by its name', async () => {
    const { output: log, lines, emf } = recordOutput('ingress');
    const read = (): Promise<AppSecretVersions> =>
      Promise.resolve({ ...versions({ appSecret: 'good' }), malformed: ['threadsAppSecret'] });
    const cache = createSecretCache({ read, now: () => 0, startDeadline: endlessDeadline, log });
    expect((await cache.get('meta')).current.appSecret).toBe('good');
    expect(emf).toEqual([expect.objectContaining({ app: 'meta', MalformedSecretMembers: 1 })]);
    expect(lines).toEqual([
      expect.objectContaining({
        level: 'error',
        fields: expect.objectContaining({ members: 'threadsAppSecret' }) as unknown,
      }),
    ]);
  });
});
