import { describe, expect, it } from '@jest/globals';
import { createSecretCache } from '../../../lambdas/ingress/secret-cache.ts';
import type { AppSecretVersions } from '../../../src/pipeline/accept/app-secret.ts';
import { versions } from '../../support/harness/ingress-under-test.ts';
import { recordLog } from '../../support/harness/log-lines.ts';

const MINUTE_MS = 60_000;

/** A cache before a store whose reads the test ends one by one, and which looks at no signal. */
function cacheUnderTest() {
  const reads: PromiseWithResolvers<AppSecretVersions>[] = [];
  const limits: { readonly ms: number; readonly controller: AbortController; readonly isCleared: boolean }[] = [];
  const clock = { nowMs: 0 };
  const cache = createSecretCache({
    read: () => {
      const read = Promise.withResolvers<AppSecretVersions>();
      reads.push(read);
      return read.promise;
    },
    now: () => clock.nowMs,
    startDeadline: (ms) => {
      const controller = new AbortController();
      const limit = { ms, controller, isCleared: false };
      limits.push(limit);
      return { signal: controller.signal, clear: () => void (limit.isCleared = true) };
    },
    log: recordLog().log,
  });
  const getName = async (given: Promise<AppSecretVersions>): Promise<string> => (await given).current.appSecret;
  const use = (how: 'get' | 'refresh'): Promise<string> => getName(cache[how]('meta'));
  const finish = (read: number, appSecret: string): void => {
    reads[read]?.resolve(versions({ appSecret }));
  };
  return { cache, clock, reads, limits, use, finish };
}

describe('a read that is under way', () => {
  it('because of a mismatch is waited for by every other mismatch: the new secret rejects nothing of Meta', async () => {
    const { clock, reads, use, finish } = cacheUnderTest();
    const first = use('get');
    finish(0, 'old');
    await first;
    clock.nowMs = MINUTE_MS;
    const refreshed = [use('refresh'), use('refresh'), use('refresh')];
    finish(1, 'new');
    expect(await Promise.all(refreshed)).toEqual(['new', 'new', 'new']);
    expect(reads).toHaveLength(2);
  });

  it('holds up nobody for whom the kept secret is still good', async () => {
    const { clock, use, finish } = cacheUnderTest();
    const first = use('get');
    finish(0, 'old');
    await first;
    clock.nowMs = MINUTE_MS;
    const refreshed = use('refresh');
    expect(await use('get')).toBe('old');
    finish(1, 'new');
    expect([await refreshed, await use('get')]).toEqual(['new', 'new']);
  });

  it('lets the next mismatch look again 30 s after it began, not after it was last waited for', async () => {
    const { clock, reads, use, finish } = cacheUnderTest();
    const first = use('get');
    finish(0, 'old');
    await first;
    clock.nowMs = MINUTE_MS;
    const refreshed = [use('refresh')];
    clock.nowMs += 2_000;
    refreshed.push(use('refresh'));
    finish(1, 'new');
    await Promise.all(refreshed);
    clock.nowMs = MINUTE_MS + 30_000;
    const again = use('refresh');
    finish(2, 'newer');
    expect([await again, reads.length]).toEqual(['newer', 3]);
  });

  it('ends after three seconds, even if the store looks at no signal, and the next one begins anew', async () => {
    const { cache, clock, reads, limits, use, finish } = cacheUnderTest();
    const hung = cache.get('meta');
    limits[0]?.controller.abort();
    await expect(hung).rejects.toMatchObject({ status: 503, code: 'SECRET_UNAVAILABLE' });
    expect(limits.map(({ ms }) => ms)).toEqual([3_000]);
    clock.nowMs = 5_000;
    const next = use('get');
    finish(1, 'good');
    expect([await next, reads.length]).toEqual(['good', 2]);
  });

  it('and ended too late changes nothing', async () => {
    const { cache, clock, limits, use, finish } = cacheUnderTest();
    const hung = cache.get('meta');
    limits[0]?.controller.abort();
    await expect(hung).rejects.toThrow();
    clock.nowMs = 5_000;
    const next = use('get');
    finish(1, 'good');
    await next;
    finish(0, 'late');
    expect(await use('get')).toBe('good');
  });
});
