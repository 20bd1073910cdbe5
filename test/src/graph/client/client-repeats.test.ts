import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { FakeGraphApi, GraphFault } from '../../../support/fakes/fake-graph-api.ts';
import { documented } from '../../../support/fakes/fake-graph-api-errors.ts';
import {
  fillGraphWorld,
  graphClient,
  catchGraphError,
  graphTestPorts,
  IDS,
  startGraphWorld,
} from '../../../support/harness/graph-under-test.ts';

let fake: FakeGraphApi;
beforeAll(async () => {
  fake = await startGraphWorld();
});
beforeEach(() => {
  fillGraphWorld(fake);
  fake.reset();
});
afterAll(() => fake.stop());
const subscribe = {
  method: 'POST',
  path: [IDS.page, 'subscribed_apps'],
  parameters: { subscribed_fields: ['feed'] },
} as const;

describe('a POST that must not be done twice', () => {
  it.each<{ rule: string; fault: GraphFault; code: string }>([
    { rule: 'whose answer got lost', fault: { carriedOut: true, answer: 'reset' }, code: 'UNREACHABLE' },
    { rule: 'whose answer broke off', fault: { carriedOut: true, answer: 'truncate' }, code: 'UNREACHABLE' },
    {
      rule: 'that was answered 500 though it was done',
      fault: { carriedOut: true, answer: documented.service() },
      code: 'TRANSIENT',
    },
    {
      rule: 'that was answered by a proxy',
      fault: { carriedOut: true, answer: { status: 504, body: 'Gateway Timeout' } },
      code: 'TRANSIENT',
    },
    {
      rule: 'that was answered 200 with nonsense',
      fault: { carriedOut: true, answer: { status: 200, body: '<html>' } },
      code: 'RESPONSE_UNREADABLE',
    },
  ])('is not sent again, and its outcome is unknown: $rule', async ({ fault, code }) => {
    fake.failNext(fault);
    expect(await catchGraphError(graphClient(fake).send(subscribe))).toMatchObject({ code, outcome: 'unknown' });
    expect(fake.calls).toHaveLength(1);
  });

  it('is not sent again after a time-out', async () => {
    const ports = graphTestPorts();
    fake.failNext({ carriedOut: true, answer: 'hang' });
    fake.onCall = () => {
      ports.timeOut();
    };
    expect(await catchGraphError(graphClient(fake, {}, ports).send(subscribe))).toMatchObject({
      code: 'TIMED_OUT',
      outcome: 'unknown',
    });
    expect(fake.calls).toHaveLength(1);
  });

  it('is sent again when nobody was there to take it', async () => {
    const gone = await startGraphWorld();
    await gone.stop();
    const ports = graphTestPorts();
    const fetchOnceGone: typeof ports.fetch = (url, init) =>
      ports.fetch(ports.pauses.length === 0 ? url.replace(fake.url, gone.url) : url, init);
    await expect(graphClient(fake, {}, { ...ports, fetch: fetchOnceGone }).send(subscribe)).resolves.toEqual({
      success: true,
    });
    expect(fake.calls).toHaveLength(1);
  });

  it('is sent again when a limit kept it from being done', async () => {
    fake.failNext({ answer: documented.appLimit() });
    await expect(graphClient(fake).send(subscribe)).resolves.toEqual({ success: true });
    expect(fake.calls).toHaveLength(2);
  });
});

describe('a POST that may be done twice', () => {
  it('is sent again after a lost answer', async () => {
    fake.failNext({ carriedOut: true, answer: 'reset' });
    await expect(graphClient(fake).send({ ...subscribe, idempotent: true })).resolves.toEqual({ success: true });
    expect(fake.calls).toHaveLength(2);
  });
});
