import { describe, expect, it } from '@jest/globals';
import { gatewayEvent, get, NOW_MS, post, signedPost } from '../../support/builders/gateway-event.ts';
import { getMetrics, addUp } from '../../support/harness/emf-lines.ts';
import { ingressUnderTest, versions, VERIFY_TOKEN } from '../../support/harness/ingress-under-test.ts';

const BODY = Buffer.from('{"object":"page","entry":[]}');
const app = { service: 'ingress', app: 'meta' };

describe('an accepted delivery', () => {
  it('is counted with its bytes and the time that Meta waited, in one line', async () => {
    const { ask, clock, emf } = ingressUnderTest();
    clock.nowMs = NOW_MS + 230;
    await ask(signedPost(BODY, { timeEpoch: NOW_MS }));
    expect(emf).toHaveLength(1);
    expect([addUp(emf, 'Accepted', app), addUp(emf, 'PayloadBytes', app), addUp(emf, 'ResponseLatency', app)]).toEqual([
      1, 28, 230,
    ]);
  });

  it('whose time is ahead of ours took no time', async () => {
    const { ask, emf } = ingressUnderTest();
    await ask(signedPost(BODY, { timeEpoch: NOW_MS + 5 }));
    expect(addUp(emf, 'ResponseLatency', app)).toBe(0);
  });

  it.each([
    { secret: 'now', metric: 'SignedByCurrent' },
    { secret: 'now-ig', metric: 'SignedByCurrentInstagram' },
    { secret: 'now-th', metric: 'SignedByCurrentThreads' },
    { secret: 'before', metric: 'SignedByPrevious' },
    { secret: 'before-ig', metric: 'SignedByPreviousInstagram' },
    { secret: 'before-th', metric: 'SignedByPreviousThreads' },
  ])('signed by $secret counts as $metric and as no other', async ({ secret, metric }) => {
    const current = { appSecret: 'now', instagramAppSecret: 'now-ig', threadsAppSecret: 'now-th' };
    const previous = versions({
      appSecret: 'before',
      instagramAppSecret: 'before-ig',
      threadsAppSecret: 'before-th',
    }).current;
    const { ask, emf } = ingressUnderTest({
      read: () => Promise.resolve({ ...versions(current), currentSinceMs: NOW_MS, previous }),
    });
    await ask(signedPost(BODY, { secret }));
    expect(
      getMetrics(emf)
        .map(({ name }) => name)
        .filter((name) => name.startsWith('SignedBy')),
    ).toEqual([metric]);
  });
});

describe('a request that is not taken', () => {
  it.each([
    { code: 'SIGNATURE_MISMATCH', event: signedPost(BODY, { secret: 'guess' }) },
    { code: 'MISSING_SIGNATURE', event: post({ body: BODY }) },
    { code: 'BODY_EMPTY', event: post({}) },
    {
      code: 'TOKEN_MISMATCH',
      event: get({ 'hub.mode': 'subscribe', 'hub.challenge': '1', 'hub.verify_token': 'guess' }),
    },
  ])('is counted by app, and by app and cause: $code', async ({ code, event }) => {
    const { ask, emf } = ingressUnderTest();
    await ask(event);
    expect(emf).toHaveLength(1);
    expect([addUp(emf, 'RejectedRequests', app), addUp(emf, 'RejectedRequests', { ...app, code })]).toEqual([1, 1]);
    expect(addUp(emf, 'ResponseLatency', app)).toBeUndefined();
  });

  it('because it is for no app of ours does not bring its name into the metrics', async () => {
    const { ask, emf } = ingressUnderTest();
    await ask(gatewayEvent('POST', { app: 'planted', body: BODY }));
    expect(addUp(emf, 'RejectedRequests', { service: 'ingress', app: 'not-an-app', code: 'APP_UNKNOWN' })).toBe(1);
    expect(JSON.stringify(emf)).not.toContain('planted');
  });
});

it('an answered challenge is no delivery', async () => {
  const { ask, emf } = ingressUnderTest();
  await ask(get({ 'hub.mode': 'subscribe', 'hub.challenge': '1', 'hub.verify_token': VERIFY_TOKEN }));
  expect(emf).toEqual([]);
});
