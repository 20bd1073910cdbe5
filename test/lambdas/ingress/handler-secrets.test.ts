import { describe, expect, it } from '@jest/globals';
import type { AppSecretVersions } from '../../../src/pipeline/accept/app-secret.ts';
import { get, NOW_MS, signedPost } from '../../support/builders/gateway-event.ts';
import {
  appSecret,
  ingressUnderTest,
  versions,
  type IngressUnderTest,
  type Surroundings,
} from '../../support/harness/ingress-under-test.ts';
import { commentsBody } from '../../support/builders/meta.ts';

const HOUR_MS = 3600_000;
const BODY = commentsBody(['17900000000000001']);

/** Ingress before a store whose content the test changes, and how often it was read. */
function withStore(first: AppSecretVersions, surroundings: Partial<Surroundings> = {}) {
  const store = { holds: first, reachable: true, reads: 0 };
  const read: Surroundings['read'] = () => {
    store.reads += 1;
    return store.reachable ? Promise.resolve(store.holds) : Promise.reject(new Error('unreachable'));
  };
  const ingress = ingressUnderTest({ read, ...surroundings });
  const post = async (secret: string): Promise<number | undefined> =>
    (await ingress.ask(signedPost(BODY, { secret, timeEpoch: ingress.clock.nowMs }))).statusCode;
  const verify = async (token: string): Promise<number | undefined> => {
    const asked = get(
      { 'hub.mode': 'subscribe', 'hub.challenge': '1', 'hub.verify_token': token },
      { timeEpoch: ingress.clock.nowMs },
    );
    return (await ingress.ask(asked)).statusCode;
  };
  return { ingress, store, post, verify };
}

const signedBy = ({ lines }: IngressUnderTest): unknown => lines.at(-1)?.fields['signedBy'];
const changed = (sinceMs = NOW_MS): AppSecretVersions => ({
  current: appSecret({ appSecret: 'new', verifyToken: 'new-token' }),
  currentSinceMs: sinceMs,
  previous: appSecret({ appSecret: 'old', verifyToken: 'old-token' }),
});

describe('a secret', () => {
  it.each([
    { rule: 'of the app signs', members: { appSecret: 'fb' }, secret: 'fb', name: 'current.appSecret' },
    {
      rule: 'of Instagram Login signs',
      members: { appSecret: 'fb', instagramAppSecret: 'ig' },
      secret: 'ig',
      name: 'current.instagramAppSecret',
    },
    {
      rule: 'of Threads signs, even where it is the only one',
      members: { threadsAppSecret: 'th' },
      secret: 'th',
      name: 'current.threadsAppSecret',
    },
  ])('$rule', async ({ members, secret, name }) => {
    const { ingress, post } = withStore(versions(members));
    expect(await post(secret)).toBe(200);
    expect(signedBy(ingress)).toBe(name);
  });

  it('that was changed signs for another 24 hours, beside the new one', async () => {
    const { ingress, post } = withStore(changed());
    ingress.clock.nowMs = NOW_MS + 24 * HOUR_MS - 1;
    expect([await post('old'), signedBy(ingress), await post('new'), signedBy(ingress)]).toEqual([
      200,
      'previous.appSecret',
      200,
      'current.appSecret',
    ]);
    ingress.clock.nowMs += 1;
    expect([await post('old'), await post('new')]).toEqual([401, 200]);
  });

  it('that was leaked signs no more at once where the time of the one before is 0', async () => {
    const { post } = withStore(changed(), { previousSecretMs: 0 });
    expect([await post('old'), await post('new')]).toEqual([401, 200]);
  });

  it('that is empty signs nothing, in the previous version neither', async () => {
    const { post } = withStore({ ...changed(), previous: appSecret({ appSecret: '' }) });
    expect(await post('')).toBe(401);
  });
});

describe('a verify token', () => {
  it('counts in the current version only', async () => {
    const { verify } = withStore(changed());
    expect([await verify('new-token'), await verify('old-token')]).toEqual([200, 403]);
  });

  it('that is empty matches nothing', async () => {
    const { verify } = withStore(versions({ appSecret: 'a', verifyToken: '' }));
    expect([await verify('x'), await verify('')]).toEqual([403, 400]);
  });
});

describe('a secret that was changed in the store', () => {
  it('signs from the first delivery that needs it: a mismatch looks again', async () => {
    const { ingress, store, post } = withStore(versions({ appSecret: 'old' }));
    expect(await post('old')).toBe(200);
    store.holds = changed();
    ingress.clock.nowMs += 60_000;
    expect([await post('old'), store.reads]).toEqual([200, 1]);
    expect([await post('new'), store.reads]).toEqual([200, 2]);
  });

  it('is looked for at most once in 30 s, however many bad signatures come', async () => {
    const { ingress, store, post } = withStore(versions({ appSecret: 'old' }));
    await post('old');
    ingress.clock.nowMs += 60_000;
    for (let i = 0; i < 20; i += 1) expect(await post('guess')).toBe(401);
    expect(store.reads).toBe(2);
    ingress.clock.nowMs += 29_999;
    await post('guess');
    expect(store.reads).toBe(2);
    ingress.clock.nowMs += 1;
    await post('guess');
    expect(store.reads).toBe(3);
  });

  it('is looked for when it is not set yet, so that it works soon after it was', async () => {
    const { ingress, store, post } = withStore(versions({}));
    expect(await post('new')).toBe(503);
    store.holds = changed();
    ingress.clock.nowMs += 30_000;
    expect(await post('new')).toBe(200);
  });

  it('answers the challenge with its new verify token', async () => {
    const { ingress, store, verify } = withStore(versions({ verifyToken: 'old-token' }));
    expect(await verify('old-token')).toBe(200);
    store.holds = changed();
    ingress.clock.nowMs += 60_000;
    expect([await verify('new-token'), await verify('old-token')]).toEqual([200, 403]);
  });

  it('is not looked for by a delivery that is right', async () => {
    const { ingress, store, post } = withStore(versions({ appSecret: 'a' }));
    for (let i = 0; i < 10; i += 1) await post('a');
    ingress.clock.nowMs += 5 * 60_000 - 1;
    await post('a');
    expect(store.reads).toBe(1);
    ingress.clock.nowMs += 1;
    await post('a');
    expect(store.reads).toBe(2);
  });
});

describe('a store that cannot be reached', () => {
  it('leaves the secret in use that is known, for deliveries right and wrong', async () => {
    const { ingress, store, post } = withStore(versions({ appSecret: 'a' }));
    await post('a');
    store.reachable = false;
    for (const minutes of [6, 60, 600]) {
      ingress.clock.nowMs = NOW_MS + minutes * 60_000;
      expect([await post('a'), await post('guess')]).toEqual([200, 401]);
    }
  });

  it('is asked again after 5 s when nothing is known yet', async () => {
    const { ingress, store, post } = withStore(versions({ appSecret: 'a' }));
    store.reachable = false;
    expect([await post('a'), await post('a'), store.reads]).toEqual([503, 503, 1]);
    store.reachable = true;
    ingress.clock.nowMs += 5_000;
    expect(await post('a')).toBe(200);
  });
});
