import { ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { embeddedClients } from '../../local/embedded-aws.ts';
import { commentsBody, payload } from '../support/builders/meta.ts';
import { startReceiverUnderTest, type ReceiverUnderTest } from '../support/harness/receiver-under-test.ts';

let receiver: ReceiverUnderTest;
beforeAll(async () => {
  receiver = await startReceiverUnderTest();
});
afterAll(async () => {
  await receiver.stop();
});
beforeEach(() => {
  receiver.bus.events.length = 0;
  receiver.bus.calls.length = 0;
  for (const proxy of Object.values(receiver.proxies)) proxy.calls.clear();
});

const writes = (): number => receiver.proxies.dynalite.calls.get('PutItem') ?? 0;

describe('what it costs', () => {
  it('a delivery of 1,000 changes takes 1,000 conditional writes and at most 105 PutEvents calls', async () => {
    await receiver.post(payload('edge/batch-1000-changes.json'));
    expect(await receiver.work()).toEqual({ taken: 1, failed: 0 });
    expect(receiver.bus.events).toHaveLength(1000);
    expect(writes()).toBe(1000);
    expect(receiver.bus.calls.length).toBeLessThanOrEqual(105);
  });

  it('the same 1,000 changes again take 1,000 writes and no call', async () => {
    await receiver.post(payload('edge/batch-1000-changes.json'));
    expect(await receiver.work()).toEqual({ taken: 1, failed: 0 });
    expect([writes(), receiver.bus.calls]).toEqual([1000, []]);
  });

  it('ten deliveries of one change in a batch take one write and one PutEvents call', async () => {
    for (let i = 0; i < 10; i += 1) await receiver.post(commentsBody(['17911111111111111'], 1767225600 + i));
    expect(await receiver.work()).toEqual({ taken: 10, failed: 0 });
    expect([writes(), receiver.bus.calls]).toEqual([1, [1]]);
  });

  it('ten deliveries of one change each share one PutEvents call', async () => {
    for (let i = 0; i < 10; i += 1) await receiver.post(commentsBody([`1792222222222222${i}`]));
    expect(await receiver.work()).toEqual({ taken: 10, failed: 0 });
    expect([writes(), receiver.bus.calls]).toEqual([10, [10]]);
  });
});

describe('each change once', () => {
  it('a body posted again brings nothing new', async () => {
    const body = payload('instagram/comments.json');
    await receiver.post(body);
    await receiver.drain();
    await receiver.post(body);
    await receiver.drain();
    expect(receiver.bus.events).toHaveLength(1);
  });

  it('a change twice in one body is one event', async () => {
    await receiver.post(payload('edge/duplicate-inside-one-body.json'));
    await receiver.drain();
    expect([receiver.bus.events.length, writes()]).toEqual([1, 1]);
  });

  it("Meta's retry with a new entry time and a new link is the same change", async () => {
    await receiver.post(payload('messenger/message-attachment.json'));
    await receiver.drain();
    await receiver.post(payload('messenger/message-attachment-retry.json'));
    await receiver.drain();
    expect(receiver.bus.events).toHaveLength(1);
  });

  it('50 deliveries of one change, worked ten at a time side by side, give one event', async () => {
    const bodies = Array.from({ length: 50 }, (_, i) => commentsBody(['17977777777777777'], 1767225600 + i));
    await Promise.all(bodies.map(async (body) => receiver.post(body)));
    await Promise.all(Array.from({ length: 8 }, async () => receiver.drain()));
    expect(receiver.bus.events).toHaveLength(1);
    expect((await receiver.aws.queues.inspectQueue('deliveries'))?.messages).toMatchObject({ ready: [], inflight: [] });
  });

  it('deliveries that overlap, worked at the same time, emit each change once', async () => {
    const ids = Array.from({ length: 40 }, (_, i) => `1793333333333${1000 + i}`);
    for (let i = 0; i < 20; i += 1) await receiver.post(commentsBody(ids.slice(i, i + 20)));
    await Promise.all([receiver.drain(), receiver.drain()]);
    const emitted = receiver.bus.events.map(({ Detail }) => (JSON.parse(Detail) as { value: { id: string } }).value.id);
    expect(emitted.sort()).toEqual(ids.slice(0, 39));
  });
});

describe('bodies that are hard to carry', () => {
  it('a body that is not JSON goes to the dead letters at once, with the reason, and nothing else is held up', async () => {
    const body = Buffer.from('{"object":"page","entry":[');
    await receiver.post(body);
    await receiver.post(commentsBody(['17944444444444444']));
    expect(await receiver.work()).toEqual({ taken: 2, failed: 0 });
    const [letter] = (await receiver.aws.queues.inspectQueue('dead-letters'))?.messages.ready ?? [];
    expect([letter?.body, letter?.messageAttributes['reason']?.StringValue]).toEqual([body.toString(), 'INVALID_JSON']);
    expect(receiver.bus.events).toHaveLength(1);
  });

  it('raw UTF-8 and lone surrogates survive the queue', async () => {
    await receiver.post(payload('edge/unicode-raw-utf8.json'));
    await receiver.post(payload('edge/lone-surrogate.json'));
    expect(await receiver.work()).toEqual({ taken: 2, failed: 0 });
    const values = receiver.bus.events.map(
      ({ Detail }) => (JSON.parse(Detail) as { value: { message: unknown } }).value,
    );
    const sent = JSON.parse(payload('edge/unicode-raw-utf8.json').toString()) as {
      entry: [{ changes: [{ value: { message: string } }] }];
    };
    expect(values.map(({ message }) => message)).toEqual(
      expect.arrayContaining([
        sent.entry[0].changes[0].value.message,
        expect.objectContaining({ text: 'cut \ud83d here' }),
      ]),
    );
  });

  it('a body too large for a message goes through the bucket, whole', async () => {
    const ids = Array.from({ length: 100 }, (_, i) => `17955555555${100000 + i}`);
    const body = Buffer.from(commentsBody(ids).toString().replaceAll('synthetic', 's'.repeat(30_000)));
    expect(body.byteLength).toBeGreaterThan(3_000_000);
    expect((await receiver.post(body)).statusCode).toBe(200);
    expect(await receiver.work()).toEqual({ taken: 1, failed: 0 });
    expect(receiver.bus.events).toHaveLength(100);
    expect(
      new Set(
        receiver.bus.events.map(({ Detail }) => (JSON.parse(Detail) as { value: { text: string } }).value.text.length),
      ),
    ).toEqual(new Set([30_000]));
  });

  it('an oversize body that was altered in the bucket is refused and reported, and never emitted', async () => {
    const body = Buffer.from(
      commentsBody(['17988888888888888']).toString().replace('synthetic', 'x'.repeat(1_000_000)),
    );
    await receiver.post(body);
    const { s3 } = embeddedClients(receiver.aws.endpoints);
    const place = { Bucket: receiver.aws.bucket, Prefix: 'oversize/' };
    const keys = (await s3.send(new ListObjectsV2Command(place))).Contents?.map(({ Key }) => Key) ?? [];
    for (const Key of keys)
      await s3.send(new PutObjectCommand({ Bucket: place.Bucket, Key, Body: Buffer.alloc(body.byteLength, 32) }));
    s3.destroy();
    expect(await receiver.work()).toEqual({ taken: 1, failed: 0 });
    expect(receiver.bus.events).toEqual([]);
    const messages = (await receiver.aws.queues.inspectQueue('dead-letters'))?.messages.ready ?? [];
    expect(messages.map(({ messageAttributes }) => messageAttributes['reason']?.StringValue)).toContain(
      'OVERSIZE_BODY_ALTERED',
    );
    expect(receiver.logged).toContainEqual(
      expect.objectContaining({ message: 'put into the dead letters', code: 'OVERSIZE_BODY_ALTERED' }),
    );
  });

  it('a value too large for an event is stored and referred to', async () => {
    const text = 'x'.repeat(300_000);
    await receiver.post(Buffer.from(commentsBody(['17966666666666666']).toString().replace('synthetic', text)));
    expect(await receiver.work()).toEqual({ taken: 1, failed: 0 });
    const detail = JSON.parse(receiver.bus.events[0]?.Detail ?? '{}') as {
      value?: unknown;
      valueRef?: { bucket: string; key: string; bytes: number };
    };
    expect(detail.value).toBeUndefined();
    expect(detail.valueRef).toMatchObject({
      bucket: receiver.aws.bucket,
      bytes: JSON.stringify({ id: '17966666666666666', text }).length,
    });
  });
});
