import { describe, expect, it } from '@jest/globals';
import { get, signedPost } from '../../support/builders/gateway-event.ts';
import { appSecret, ingressUnderTest, VERIFY_TOKEN } from '../../support/harness/ingress-under-test.ts';
import type { AppSecret, AppSecretVersions } from '../../../src/pipeline/accept/app-secret.ts';

const BODY = Buffer.from('{}');

function ingressWith(members: Partial<AppSecret>, more: Partial<AppSecretVersions>) {
  const ingress = ingressUnderTest({
    read: () => Promise.resolve({ current: appSecret(members), currentSinceMs: 0, ...more }),
  });
  const post = async (secret: string): Promise<unknown> => {
    const { statusCode, body } = await ingress.ask(signedPost(BODY, { secret, timeEpoch: ingress.clock.nowMs }));
    return [statusCode, (JSON.parse(body ?? '{}') as { code?: string }).code];
  };
  return { ...ingress, post };
}

describe('a secret with a malformed member', () => {
  it('accepts what its other members and the previous version have signed, and asks Meta to come again with the rest', async () => {
    const { post, clock } = ingressWith(
      { threadsAppSecret: 'threads' },
      {
        malformed: ['appSecret'],
        previous: appSecret({ appSecret: 'before' }),
        currentSinceMs: Date.parse('2026-01-01T00:00:00Z'),
      },
    );
    clock.nowMs = Date.parse('2026-01-01T00:00:01Z');
    expect(await post('threads')).toEqual([200, undefined]);
    expect(await post('before')).toEqual([200, undefined]);
    expect(await post('another')).toEqual([503, 'SECRET_MALFORMED']);
  });

  it('rejects wrong signatures with 401 where only the verify token is malformed', async () => {
    const { post } = ingressWith({ appSecret: 'good' }, { malformed: ['verifyToken'] });
    expect(await post('good')).toEqual([200, undefined]);
    expect(await post('another')).toEqual([401, 'SIGNATURE_MISMATCH']);
  });

  it('takes a malformed verify token for none: no challenge is answered', async () => {
    const { ask } = ingressWith({ appSecret: 'good', verifyToken: '' }, { malformed: ['verifyToken'] });
    expect(
      (await ask(get({ 'hub.mode': 'subscribe', 'hub.challenge': '1', 'hub.verify_token': VERIFY_TOKEN }))).statusCode,
    ).toBe(403);
  });
});

describe('warnings about rejected requests', () => {
  it('are at most five a second, the next says how many were left out, and the metric counts all', async () => {
    const { ask, clock, lines, emf } = ingressUnderTest();
    const guess = async () => ask(signedPost(BODY, { secret: 'guess', timeEpoch: clock.nowMs }));
    for (let i = 0; i < 100; i += 1) await guess();
    expect(lines.filter(({ level }) => level === 'warn')).toHaveLength(5);
    clock.nowMs += 1_000;
    await guess();
    expect(lines.at(-1)?.fields).toMatchObject({ code: 'SIGNATURE_MISMATCH', suppressed: 95 });
    expect(emf.filter(({ RejectedRequests }) => RejectedRequests !== undefined)).toHaveLength(101);
  });

  it('do not hide the error of a service that fails', async () => {
    let isDown = false;
    const { ask, clock, lines } = ingressUnderTest({
      send: () => (isDown ? Promise.reject(new Error('down')) : Promise.resolve()),
      isTransient: () => false,
    });
    for (let i = 0; i < 20; i += 1) await ask(signedPost(BODY, { secret: 'guess', timeEpoch: clock.nowMs }));
    isDown = true;
    await ask(signedPost(BODY, { timeEpoch: clock.nowMs }));
    expect(lines.at(-1)).toMatchObject({ level: 'error', fields: { code: 'QUEUE_UNAVAILABLE' } });
  });
});

it('a request of which API Gateway does not say when it came has the whole time', async () => {
  const { ask, granted, clock } = ingressUnderTest();
  const event = signedPost(BODY, { timeEpoch: clock.nowMs });
  await ask({ ...event, requestContext: { ...event.requestContext, timeEpoch: undefined as unknown as number } });
  expect(granted).toEqual([4_000]);
});
