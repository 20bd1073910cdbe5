import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { everyNth, firstCalls, type Fault } from '../support/fakes/fault-proxy.ts';
import { commentsBody } from '../support/builders/meta.ts';
import { startReceiverUnderTest, type ReceiverUnderTest } from '../support/harness/receiver-under-test.ts';

let receiver: ReceiverUnderTest;
beforeAll(async () => {
  receiver = await startReceiverUnderTest();
});
afterAll(async () => {
  await receiver.stop();
});
afterEach(async () => {
  for (const proxy of Object.values(receiver.proxies)) proxy.plan = () => 'pass';
  receiver.bus.judge = () => 'take';
  receiver.bus.rejects = () => false;
  await receiver.drain();
});

let lastId = 0;
const freshIds = (count: number): string[] =>
  Array.from({ length: count }, () => `1790000000000${String((lastId += 1)).padStart(4, '0')}`);

/** How often each of these comments is on the bus. */
function timesOnBus(ids: readonly string[]): number[] {
  const values = receiver.bus.events.map(({ Detail }) => (JSON.parse(Detail) as { value: { id: string } }).value.id);
  return ids.map((id) => values.filter((value) => value === id).length);
}

const once = (ids: readonly string[]): number[] => ids.map(() => 1);
const never = (ids: readonly string[]): number[] => ids.map(() => 0);

describe('ingress, when the queue fails', () => {
  it.each<{ rule: string; fault: Fault; code: string }>([
    { rule: 'a queue that refuses the connection', fault: 'refuse', code: 'QUEUE_UNAVAILABLE' },
    { rule: 'a queue that never answers', fault: 'hang', code: 'DEADLINE_PASSED' },
    { rule: 'a queue that throttles', fault: 'throttle', code: 'QUEUE_UNAVAILABLE' },
  ])('$rule is answered 503 before Meta stops waiting, and the retry gets through', async ({ fault, code }) => {
    const ids = freshIds(3);
    receiver.proxies.fauxqs.plan = () => fault;
    const startedAt = Date.now();
    const refused = await receiver.post(commentsBody(ids));
    expect([refused.statusCode, JSON.parse(refused.body ?? '')]).toMatchObject([503, { code }]);
    expect(Date.now() - startedAt).toBeLessThan(5_000);
    receiver.proxies.fauxqs.plan = () => 'pass';
    expect((await receiver.post(commentsBody(ids))).statusCode).toBe(200);
    await receiver.drain();
    expect(timesOnBus(ids)).toEqual(once(ids));
  });

  it('a queue that throttles twice gets the delivery at the third try', async () => {
    const ids = freshIds(1);
    receiver.proxies.fauxqs.plan = firstCalls(2, 'throttle', 'SendMessage');
    expect((await receiver.post(commentsBody(ids))).statusCode).toBe(200);
    await receiver.drain();
    expect(timesOnBus(ids)).toEqual([1]);
  });

  it('an answer lost on the way makes two deliveries, and still one event per change', async () => {
    const ids = freshIds(2);
    receiver.proxies.fauxqs.plan = firstCalls(1, 'lose', 'SendMessage');
    expect((await receiver.post(commentsBody(ids))).statusCode).toBe(200);
    const { taken } = await receiver.work();
    expect(taken).toBe(2);
    expect(timesOnBus(ids)).toEqual(once(ids));
  });
});

describe('the worker, when the table fails', () => {
  it.each<{ rule: string; fault: Fault }>([
    { rule: 'stopped', fault: 'refuse' },
    { rule: 'hanging', fault: 'hang' },
    { rule: 'answering without an end', fault: 'stall' },
    { rule: 'throttled', fault: 'throttle' },
  ])('a table that is $rule emits nothing, and all of it once it is back', async ({ fault }) => {
    const ids = freshIds(5);
    await receiver.post(commentsBody(ids));
    receiver.proxies.dynalite.plan = () => fault;
    expect(await receiver.work()).toEqual({ taken: 1, failed: 1 });
    expect(timesOnBus(ids)).toEqual(never(ids));
    receiver.proxies.dynalite.plan = () => 'pass';
    await receiver.drain();
    expect(timesOnBus(ids)).toEqual(once(ids));
  });

  it('what was claimed before a throttle is emitted now, and only the rest by the next try', async () => {
    const ids = freshIds(9);
    await receiver.post(commentsBody(ids));
    receiver.proxies.dynalite.plan = everyNth(3, 'throttle', 'PutItem');
    expect(await receiver.work()).toEqual({ taken: 1, failed: 1 });
    expect(timesOnBus(ids).filter((times) => times === 1)).toHaveLength(6);
    receiver.proxies.dynalite.plan = () => 'pass';
    await receiver.drain();
    expect(timesOnBus(ids)).toEqual(once(ids));
  });

  it('a claim whose answer got lost is claimed again by its own delivery', async () => {
    const ids = freshIds(4);
    await receiver.post(commentsBody(ids));
    receiver.proxies.dynalite.plan = firstCalls(4, 'lose', 'PutItem');
    expect(await receiver.work()).toEqual({ taken: 1, failed: 1 });
    await receiver.drain();
    expect(timesOnBus(ids)).toEqual(once(ids));
  });
});

describe('the worker, when the bus fails', () => {
  it.each<{ rule: string; fault: Fault }>([
    { rule: 'stopped', fault: 'refuse' },
    { rule: 'hanging', fault: 'hang' },
    { rule: 'throttled', fault: 'throttle' },
  ])('a bus that is $rule brings the delivery back, and each change once it is back', async ({ fault }) => {
    const ids = freshIds(12);
    await receiver.post(commentsBody(ids));
    receiver.proxies.bus.plan = () => fault;
    expect(await receiver.work()).toEqual({ taken: 1, failed: 1 });
    receiver.proxies.bus.plan = () => 'pass';
    await receiver.drain();
    expect(timesOnBus(ids)).toEqual(once(ids));
  });

  it('some entries refused: the others are not emitted again', async () => {
    const ids = freshIds(12);
    await receiver.post(commentsBody(ids));
    receiver.bus.judge = ({ Detail }) =>
      Detail.includes(ids[3]!) || Detail.includes(ids[11]!) ? 'InternalFailure' : 'take';
    expect(await receiver.work()).toEqual({ taken: 1, failed: 1 });
    expect(timesOnBus(ids).filter((times) => times === 1)).toHaveLength(10);
    receiver.bus.judge = () => 'take';
    await receiver.drain();
    expect(timesOnBus(ids)).toEqual(once(ids));
  });

  it('a call refused as a whole because of one entry: its neighbours get through one by one', async () => {
    const ids = freshIds(4);
    await receiver.post(commentsBody(ids));
    receiver.bus.rejects = ({ Detail }) => Detail.includes(ids[2]!);
    expect(await receiver.work()).toEqual({ taken: 1, failed: 1 });
    expect(timesOnBus(ids)).toEqual([1, 1, 0, 1]);
    receiver.bus.rejects = () => false;
    await receiver.drain();
    expect(timesOnBus(ids)).toEqual(once(ids));
  });

  it('deliveries that share nothing with a failed one are not held up', async () => {
    const [bad, good] = [freshIds(2), freshIds(2)];
    await receiver.post(commentsBody(bad));
    await receiver.post(commentsBody(good));
    receiver.bus.judge = ({ Detail }) => (Detail.includes(bad[0]!) ? 'ThrottlingException' : 'take');
    expect(await receiver.work()).toEqual({ taken: 2, failed: 1 });
    receiver.bus.judge = () => 'take';
    await receiver.drain();
    expect([timesOnBus(bad), timesOnBus(good)]).toEqual([once(bad), once(good)]);
  });
});

describe('the worker, near its own time-out', () => {
  it('starts nothing new and hands back what it has not done', async () => {
    const ids = freshIds(30);
    await receiver.post(commentsBody(ids));
    expect(await receiver.work({ remainingMs: () => 14_000 })).toEqual({ taken: 1, failed: 1 });
    expect(timesOnBus(ids)).toEqual(never(ids));
    await receiver.drain();
    expect(timesOnBus(ids)).toEqual(once(ids));
  });

  it('time running out amid the claims loses nothing and repeats nothing', async () => {
    const ids = freshIds(200);
    await receiver.post(commentsBody(ids));
    let looks = 0;
    expect(await receiver.work({ remainingMs: () => ((looks += 1) > 100 ? 14_000 : 60_000) })).toEqual({
      taken: 1,
      failed: 1,
    });
    await receiver.drain();
    expect(timesOnBus(ids)).toEqual(once(ids));
  });
});
