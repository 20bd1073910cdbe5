import { describe, expect, it } from '@jest/globals';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { DEADLINE_MS } from '../../../lambdas/ingress/handler.ts';
import { get, NOW_MS, signedPost } from '../../support/builders/gateway-event.ts';
import {
  answeredCode,
  ingressUnderTest,
  VERIFY_TOKEN,
  versions,
  type Surroundings,
} from '../../support/harness/ingress-under-test.ts';

const SIGNED = signedPost(Buffer.from('{"object":"page","entry":[]}'));
const LARGE = signedPost(Buffer.alloc(1024 * 1024, 'a'));
const CHALLENGE = get({ 'hub.mode': 'subscribe', 'hub.challenge': '1', 'hub.verify_token': VERIFY_TOKEN });
const at = (event: APIGatewayProxyEventV2, timeEpoch: number): APIGatewayProxyEventV2 => ({
  ...event,
  requestContext: { ...event.requestContext, timeEpoch },
});

/** A call that is never answered and looks at no signal; `reached` tells that it was made. */
function hanging() {
  const reached = Promise.withResolvers<unknown>();
  const call = (...given: readonly unknown[]): Promise<never> => {
    reached.resolve(given.at(-1));
    return new Promise(() => undefined);
  };
  return { call, reached: reached.promise };
}

type Call = ReturnType<typeof hanging>['call'];
const failing = (): Promise<never> => Promise.reject(new Error('throttled'));

const DEPENDENCIES: {
  waits: string;
  event: APIGatewayProxyEventV2;
  surroundings: (call: Call) => Partial<Surroundings>;
}[] = [
  { waits: 'POST for the secret', event: SIGNED, surroundings: (read) => ({ read }) },
  { waits: 'GET for the secret', event: CHALLENGE, surroundings: (read) => ({ read }) },
  { waits: 'POST for the queue', event: SIGNED, surroundings: (send) => ({ send }) },
  {
    waits: 'POST for the bucket',
    event: LARGE,
    surroundings: (call) => ({ put: (_key, _body, options) => call(options?.signal) }),
  },
  { waits: 'POST between two tries', event: SIGNED, surroundings: (pause) => ({ send: failing, pause }) },
];

describe('the time that is left', () => {
  it('is four seconds from when API Gateway took the request', async () => {
    expect(DEADLINE_MS).toBe(4_000);
    const { ask, granted } = ingressUnderTest();
    for (const ago of [0, 1_500, 3_999]) await ask(at(SIGNED, NOW_MS - ago));
    expect(granted).toEqual([4_000, 2_500, 1]);
  });

  it.each(DEPENDENCIES)('ends with 503, even if $waits and that never ends', async ({ event, surroundings }) => {
    const { call, reached } = hanging();
    const { ask, deadline, lines } = ingressUnderTest(surroundings(call));
    const answer = ask(event);
    await reached;
    deadline.abort();
    expect(await answer).toMatchObject({ statusCode: 503, headers: { 'retry-after': expect.any(String) } });
    expect(answeredCode(await answer)).toBe('DEADLINE_PASSED');
    expect(lines.at(-1)).toMatchObject({ level: 'error', fields: { app: 'meta', code: 'DEADLINE_PASSED' } });
  });

  // A read of a secret serves several requests, and has a limit of its own.
  it.each(DEPENDENCIES.filter(({ waits }) => !waits.endsWith('the secret')))(
    'is known to whatever $waits',
    async ({ event, surroundings }) => {
      const { call, reached } = hanging();
      const { ask, deadline } = ingressUnderTest(surroundings(call));
      const answer = ask(event);
      expect(await reached).toBe(deadline.signal);
      deadline.abort();
      await answer;
    },
  );

  it('ends the second look for a changed secret, too', async () => {
    const { call, reached } = hanging();
    let reads = 0;
    const read: Surroundings['read'] = (_app, signal) =>
      (reads += 1) === 1 ? Promise.resolve(versions()) : call(signal);
    const { ask, clock, deadline } = ingressUnderTest({ read });
    await ask(SIGNED);
    clock.nowMs += 60_000;
    const answer = ask(at(signedPost(Buffer.from('{}'), { secret: 'guess' }), clock.nowMs));
    await reached;
    deadline.abort();
    expect(answeredCode(await answer)).toBe('DEADLINE_PASSED');
  });

  it('being over, nothing is tried again', async () => {
    let sends = 0;
    const ingress = ingressUnderTest({
      send: () => {
        sends += 1;
        ingress.deadline.abort();
        return failing();
      },
    });
    expect((await ingress.ask(SIGNED)).statusCode).toBe(503);
    expect(sends).toBe(1);
  });

  it('of a request that comes too late is none: 503 at once', async () => {
    for (const ago of [4_000, 4_001, 60_000]) {
      const { call } = hanging();
      const { ask, granted } = ingressUnderTest({ read: call });
      expect(answeredCode(await ask(at(SIGNED, NOW_MS - ago)))).toBe('DEADLINE_PASSED');
      expect(granted).toEqual([]);
    }
  });

  it('that ends after the answer changes nothing', async () => {
    const { ask, deadline, lines } = ingressUnderTest();
    const answers = [await ask(SIGNED), await ask(CHALLENGE)];
    deadline.abort();
    await Promise.resolve();
    expect([answers.map(({ statusCode }) => statusCode), lines.map(({ level }) => level)]).toEqual([
      [200, 200],
      ['info', 'info'],
    ]);
  });
});
