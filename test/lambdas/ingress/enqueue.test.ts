import { describe, expect, it } from '@jest/globals';
import { createEnqueue, EnqueueError, type EnqueueDeps } from '../../../lambdas/ingress/enqueue.ts';
import type { MessageAttributes } from '../../../src/pipeline/delivery/queue-message.ts';
import { NOW_MS } from '../../support/builders/gateway-event.ts';
import { BUCKET, counter } from '../../support/harness/ingress-under-test.ts';
import { recordLog } from '../../support/harness/log-lines.ts';

const BODY = Buffer.from('{"object":"page","entry":[]}');
const LARGE = Buffer.alloc(900 * 1024 + 1, 'a');

/** Enqueueing before a queue that fails the first `failures` times. */
function queueUnderTest(failures = 0, overrides: Partial<EnqueueDeps> = {}) {
  const { log, lines } = recordLog();
  const controller = new AbortController();
  const sent: { body: string; attributes: MessageAttributes; signal: AbortSignal }[] = [];
  const put: { key: string; body: Buffer | string; signal: AbortSignal | undefined }[] = [];
  const paused: { ms: number; signal: AbortSignal }[] = [];
  const enqueue = createEnqueue({
    send: (body, attributes, signal) => {
      sent.push({ body, attributes, signal });
      return sent.length <= failures
        ? Promise.reject(Object.assign(new Error('planted'), { name: `Failure${sent.length}` }))
        : Promise.resolve();
    },
    objects: {
      bucket: BUCKET,
      put: (key, body, options) => Promise.resolve(void put.push({ key, body, signal: options?.signal })),
      get: () => Promise.reject(new Error('ingress reads nothing')),
    },
    newId: counter(),
    now: () => NOW_MS,
    pause: (ms, signal) => Promise.resolve(void paused.push({ ms, signal })),
    random: () => 0.5,
    isTransient: () => true,
    log,
    ...overrides,
  });
  return { enqueue: (body: Buffer) => enqueue('meta', body, controller.signal), controller, sent, put, paused, lines };
}

describe('a delivery', () => {
  it('is one message, with what the contract says', async () => {
    const { enqueue, sent, lines } = queueUnderTest();
    const delivery = { deliveryId: 'id-1', app: 'meta', receivedAt: '2026-01-01T00:00:00.000Z' };
    expect(await enqueue(BODY)).toEqual({ delivery, encoding: 'text', tries: 1 });
    expect(sent).toMatchObject([{ body: BODY.toString(), attributes: { ...delivery, encoding: 'text' } }]);
    expect(lines).toEqual([]);
  });

  it('goes in base64 where SQS may not take its bytes', async () => {
    const { enqueue, sent } = queueUnderTest();
    await enqueue(Buffer.from([0x00, 0xff]));
    expect(sent).toMatchObject([{ body: 'AP8=', attributes: { encoding: 'base64' } }]);
  });

  it('has another id at each try, for the answer to the one before may only be lost', async () => {
    const { enqueue, sent } = queueUnderTest(2);
    expect(await enqueue(BODY)).toMatchObject({ delivery: { deliveryId: 'id-3' }, tries: 3 });
    expect(sent.map(({ attributes }) => attributes['deliveryId'])).toEqual(['id-1', 'id-2', 'id-3']);
    expect(new Set(sent.map(({ body, attributes }) => JSON.stringify([body, attributes['receivedAt']]))).size).toBe(1);
  });

  it('is tried three times, then given back to Meta', async () => {
    const { enqueue, sent, paused } = queueUnderTest(99);
    const cause = expect.objectContaining({ name: 'Failure3' });
    await expect(enqueue(BODY)).rejects.toMatchObject({ status: 503, code: 'QUEUE_UNAVAILABLE', cause });
    expect([sent.length, paused.length]).toEqual([3, 2]);
  });

  it.each([
    { random: 0, want: [50, 100] },
    { random: 0.5, want: [75, 150] },
    { random: 1, want: [100, 200] },
  ])('waits a little longer at each try, more or less by chance: $want ms', async ({ random, want }) => {
    const { enqueue, paused, controller } = queueUnderTest(2, { random: () => random });
    await enqueue(BODY);
    expect(paused.map(({ ms }) => ms)).toEqual(want);
    for (const { signal } of paused) expect(signal).toBe(controller.signal);
  });

  it('is not tried again where another try would not do better', async () => {
    const asked: unknown[] = [];
    const { enqueue, sent, paused } = queueUnderTest(1, { isTransient: (error) => asked.push(error) < 0 });
    await expect(enqueue(BODY)).rejects.toBeInstanceOf(EnqueueError);
    expect([sent.length, paused]).toEqual([1, []]);
    expect(asked).toMatchObject([{ name: 'Failure1' }]);
  });

  it('is not tried again once the time is over', async () => {
    const { enqueue, sent, controller } = queueUnderTest(99);
    controller.abort();
    await expect(enqueue(BODY)).rejects.toMatchObject({ code: 'QUEUE_UNAVAILABLE' });
    expect(sent).toHaveLength(1);
  });

  it('is not tried again when the time runs out between two tries', async () => {
    const { enqueue, sent } = queueUnderTest(99, { pause: () => Promise.reject(new Error('aborted')) });
    await expect(enqueue(BODY)).rejects.toThrow();
    expect(sent).toHaveLength(1);
  });

  it('is logged at each try that failed, by its id and the name of the error', async () => {
    const { enqueue, lines } = queueUnderTest(2);
    await enqueue(BODY);
    expect(lines).toMatchObject([
      { level: 'warn', fields: { app: 'meta', deliveryId: 'id-1', tries: 1, error: 'Failure1' } },
      { level: 'warn', fields: { app: 'meta', deliveryId: 'id-2', tries: 2, error: 'Failure2' } },
    ]);
    expect(JSON.stringify(lines)).not.toMatch(/planted|object/);
  });

  it('ends all of its calls with the time that is left', async () => {
    const { enqueue, sent, put, controller } = queueUnderTest();
    await enqueue(LARGE);
    expect(put.length + sent.length).toBe(2);
    for (const { signal } of [...put, ...sent]) expect(signal).toBe(controller.signal);
  });
});

describe('a delivery that no message can hold', () => {
  it('lies in the bucket before its pointer is in the queue', async () => {
    const order: string[] = [];
    const { enqueue } = queueUnderTest(0, {
      objects: {
        bucket: BUCKET,
        put: () => Promise.resolve(void order.push('bucket')),
        get: () => Promise.reject(new Error()),
      },
      send: () => Promise.resolve(void order.push('queue')),
    });
    await enqueue(LARGE);
    expect(order).toEqual(['bucket', 'queue']);
  });

  it('lies below its app and day, its exact bytes', async () => {
    const { enqueue, sent, put } = queueUnderTest();
    expect(await enqueue(LARGE)).toMatchObject({ encoding: 's3', tries: 1 });
    expect(put.map(({ key }) => key)).toEqual(['oversize/meta/2026/01/01/id-1']);
    expect(LARGE.equals(put[0]!.body as Buffer)).toBe(true);
    expect(JSON.parse(sent[0]!.body)).toEqual({
      bucket: BUCKET,
      key: 'oversize/meta/2026/01/01/id-1',
      bytes: 921_601,
      // head -c 921601 /dev/zero | tr '\0' a | sha256sum
      sha256: '4ad146e2615f7e9a38063ab84f219af2f7e4b26f970229f5bab76dc1a278624e',
    });
    expect(sent[0]!.attributes).toMatchObject({ deliveryId: 'id-2', encoding: 's3' });
  });

  it('is what it is after base64', async () => {
    const { enqueue, put } = queueUnderTest();
    await enqueue(Buffer.alloc(691_201, 0xff));
    expect(put).toHaveLength(1);
  });

  it('is stored once, however often the queue is tried', async () => {
    const { enqueue, sent, put } = queueUnderTest(2);
    await enqueue(LARGE);
    expect([put.length, new Set(sent.map(({ body }) => body)).size, sent.length]).toEqual([1, 1, 3]);
  });

  it('is given back to Meta when the bucket does not take it, and nothing is queued', async () => {
    const cause = new Error('planted');
    const { enqueue, sent } = queueUnderTest(0, {
      objects: { bucket: BUCKET, put: () => Promise.reject(cause), get: () => Promise.reject(cause) },
    });
    await expect(enqueue(LARGE)).rejects.toMatchObject({ status: 503, code: 'STORE_UNAVAILABLE', cause });
    expect(sent).toEqual([]);
  });
});
