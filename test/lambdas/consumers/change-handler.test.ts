import { afterEach, describe, expect, it } from '@jest/globals';
import { changeHandler } from '../../../lambdas/consumers/change-handler.ts';
import { runOnceInMemory } from '../../../lambdas/consumers/run-once.ts';
import type { MetaWebhookEventOf } from '../../../src/events/meta-webhook-event.ts';
import { bridgeEvent, createContext } from '../../support/builders/bridge-event.ts';

const context = createContext(30_000);
const lead = (id: string) => bridgeEvent('page.leadgen', { id });
afterEach(() => {
  delete process.env['AWS_LAMBDA_FUNCTION_NAME'];
});

/** Creates a handler that keeps the ids of the changes for which its work was called. */
function counting() {
  const ids: string[] = [];
  const handler = changeHandler('page.leadgen', ({ detail }) => ids.push(detail.id));
  return { ids, handler };
}

describe('outside Lambda, without a table', () => {
  it('a change is processed once, in memory', async () => {
    const { ids, handler } = counting();
    const outcomes = [await handler(lead('a'), context), await handler(lead('a'), context)];
    expect([ids, outcomes]).toEqual([['a'], ['done', 'duplicate']]);
  });

  it('another handler has its own memory', async () => {
    const [one, other] = [counting(), counting()];
    await one.handler(lead('a'), context);
    await other.handler(lead('a'), context);
    expect([one.ids, other.ids]).toEqual([['a'], ['a']]);
  });

  it('work that failed is done again at the next delivery', async () => {
    let runs = 0;
    const handler = changeHandler('page.leadgen', () => {
      runs += 1;
      if (runs === 1) throw new Error('the CRM is away');
    });
    await expect(handler(lead('a'), context)).rejects.toThrow('the CRM is away');
    expect([await handler(lead('a'), context), await handler(lead('a'), context)]).toEqual(['done', 'duplicate']);
  });

  it('a delivery that arrives during the work waits for it, and fails with it', async () => {
    const { promise: failed, reject: fail } = Promise.withResolvers<undefined>();
    const handler = changeHandler('page.leadgen', async () => failed);
    const both = [handler(lead('a'), context), handler(lead('a'), context)];
    fail(new Error('the CRM is away'));
    const reasons = (await Promise.allSettled(both)).map(({ status }) => status);
    expect(reasons).toEqual(['rejected', 'rejected']);
  });

  it('the memory is bounded: after 10,000 changes the oldest is forgotten', async () => {
    const once = runOnceInMemory();
    const work = (): Promise<void> => Promise.resolve();
    for (let i = 0; i <= 10_000; i += 1) await once(String(i), work, context);
    expect([await once('0', work, context), await once('10000', work, context)]).toEqual(['done', 'duplicate']);
  });
});

it('on Lambda without a table, each delivery is processed: nothing is skipped and nothing fails', async () => {
  process.env['AWS_LAMBDA_FUNCTION_NAME'] = 'synthetic';
  const { ids, handler } = counting();
  const outcomes = [await handler(lead('a'), context), await handler(lead('a'), context)];
  expect([ids, outcomes]).toEqual([
    ['a', 'a'],
    ['done', 'done'],
  ]);
});

describe('a handler of several detail-types', () => {
  const seen: string[] = [];
  const handler = changeHandler(['page.leadgen', 'instagram.comments'], (event) => seen.push(event['detail-type']));

  it('names them', () => {
    expect(handler.detailTypes).toEqual(['page.leadgen', 'instagram.comments']);
  });

  it('gets the events of each', async () => {
    await handler(bridgeEvent('page.leadgen', { id: 'a' }), context);
    await handler(bridgeEvent('instagram.comments', { id: 'b' }), context);
    expect(seen).toEqual(['page.leadgen', 'instagram.comments']);
  });

  it('rejects other events, so that they reach the dead-letter queue', async () => {
    const other = bridgeEvent('page.feed', { id: 'c' }) as unknown as MetaWebhookEventOf<'page.leadgen'>;
    await expect(handler(other, context)).rejects.toMatchObject({
      code: 'UNEXPECTED_DETAIL_TYPE',
      hint: expect.stringContaining('page.leadgen, instagram.comments'),
    });
  });
});
