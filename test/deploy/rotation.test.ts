import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { APP_SECRET, commentsBody } from '../support/builders/meta.ts';
import { putAppSecret, readyForMeta, restart } from './deployment.ts';
import { eventually } from './eventually.ts';
import { settled } from './footprint.ts';
import { atRate, deliverSteadily, postOnce, warmUp } from './steady-load.ts';

/** One change, so that the load falls on ingress: all but one delivery are duplicates. */
const BODY = commentsBody(['rotation']);
const LOAD = { perSecond: 20, seconds: 20, body: BODY, retryMs: 10_000, giveUpMs: 70_000 };
const CHANGED_AT_MS = 5_000;
const APART_MS = 5_000;
/** The promise: however the secret is changed, everything is through a minute later. */
const THROUGH_MS = 60_000;
const NEW_SECRET = 'rotated_app_secret_synthetic';

const signedWith = async (secret: string): Promise<number> => postOnce(BODY, secret);

beforeEach(readyForMeta, 60_000);
afterAll(async () => {
  await settled(60_000);
  await readyForMeta();
}, 120_000);

describe('the app secret is changed while 20 deliveries a second come', () => {
  it.each([
    { rule: 'stored first, it refuses none', first: 'store', untrustedCallers: 0 },
    {
      rule: 'stored first, while untrusted callers guess signatures: all are through within a minute',
      first: 'store',
      untrustedCallers: 2,
    },
    {
      rule: 'in the App Dashboard first, while untrusted callers guess signatures: all are through within a minute',
      first: 'Meta',
      untrustedCallers: 2,
    },
  ])(
    '$rule',
    async ({ first, untrustedCallers }) => {
      await warmUp(BODY, APP_SECRET);
      let secret = APP_SECRET;
      let changedAtMs = Infinity;
      const store = async (): Promise<void> => putAppSecret(NEW_SECRET);
      const switchSender = (): Promise<void> => Promise.resolve(void (secret = NEW_SECRET));
      const rotate = async (): Promise<void> => {
        await pause(CHANGED_AT_MS);
        changedAtMs = performance.now();
        await (first === 'store' ? store : switchSender)();
        await pause(APART_MS);
        await (first === 'store' ? switchSender : store)();
      };
      const guesses: Promise<number>[] = [];
      const guess = async (): Promise<void> => {
        if (untrustedCallers > 0)
          await atRate({ perSecond: untrustedCallers, seconds: LOAD.seconds }, () =>
            guesses.push(signedWith('guessed')),
          );
      };

      const [delivered] = await Promise.all([deliverSteadily({ ...LOAD, secret: () => secret }), rotate(), guess()]);

      expect(delivered).toHaveLength(400);
      const refused = delivered.flatMap(({ refusals }) => refusals);
      if (first === 'store' && untrustedCallers === 0) expect(refused).toEqual([]);
      expect(refused.filter((status) => status !== 401)).toEqual([]);
      expect(Math.max(...delivered.map(({ acceptedAtMs }) => acceptedAtMs)) - changedAtMs).toBeLessThan(THROUGH_MS);
      expect(await Promise.all(guesses)).toEqual(Array.from({ length: untrustedCallers * LOAD.seconds }, () => 401));
    },
    200_000,
  );
});

describe('the secret before', () => {
  it('is accepted until its time is up, and then no more', async () => {
    await putAppSecret(NEW_SECRET);
    await restart('Ingress', { PREVIOUS_SECRET_SECONDS: '8' });
    expect(await signedWith(APP_SECRET)).toBe(200);
    expect(await eventually(async () => (await signedWith(APP_SECRET)) === 401)).toBe(true);
    expect(await signedWith(NEW_SECRET)).toBe(200);
  });

  it('is never accepted where none was to be: after a leak', async () => {
    await putAppSecret(NEW_SECRET);
    await restart('Ingress', { PREVIOUS_SECRET_SECONDS: '0' });
    expect(await signedWith(APP_SECRET)).toBe(401);
    expect(await signedWith(NEW_SECRET)).toBe(200);
  });
});
