import { hash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { postSigned } from './callback.ts';
import { outputs, readyForMeta } from './deployment.ts';
import { openSubscription, type EventStream } from './event-tap.ts';
import { objectAt, objectKeys } from './footprint.ts';

const KIB = 1024;
/** Above this a body goes through the bucket, as it would be in the message: 900 KiB. */
const MESSAGE_LIMIT = 900 * KIB;
/** Above this a value does. */
const DETAIL_LIMIT = 240 * KIB;

/** A body of so many comments, each with this text. */
function commentsWith(text: string, count: number): Buffer {
  const changes = Array.from({ length: count }, () => ({ field: 'comments', value: { id: randomUUID(), text } }));
  return Buffer.from(
    JSON.stringify({ object: 'instagram', entry: [{ id: '17841400000000001', time: 1767225600, changes }] }),
  );
}

describe('what no message or event can hold goes through the bucket', () => {
  let subscription: EventStream;

  beforeAll(async () => {
    await readyForMeta();
    subscription = await openSubscription();
  });
  afterAll(async () => subscription.close());

  const oversizeKeys = async (): Promise<Set<string>> => new Set(await objectKeys('oversize/'));

  it.each([
    { rule: 'plain text above 900 KiB', body: commentsWith('x'.repeat(4 * KIB), 250), viaBucket: true },
    {
      rule: 'raw UTF-8 that base64 would bring above 900 KiB',
      body: commentsWith('é'.repeat(2 * KIB), 180),
      viaBucket: true,
    },
    { rule: 'raw UTF-8 that fits', body: commentsWith('é'.repeat(2 * KIB), 100), viaBucket: false },
    { rule: 'plain text that fits', body: commentsWith('x'.repeat(4 * KIB), 180), viaBucket: false },
  ])(
    'a body of $rule: stored with its exact bytes: $viaBucket; all its events arrive',
    async ({ rule, body, viaBucket }) => {
      const inMessage = rule.startsWith('raw') ? Math.ceil(body.byteLength / 3) * 4 : body.byteLength;
      expect(inMessage > MESSAGE_LIMIT).toBe(viaBucket);
      const before = await oversizeKeys();

      expect(await postSigned(body)).toMatchObject({ status: 200 });
      const events = await subscription.events();

      const { entry } = JSON.parse(body.toString('utf8')) as { entry: { changes: { value: unknown }[] }[] };
      const byId = (values: unknown[]): unknown[] =>
        (values as { id: string }[]).sort((a, b) => a.id.localeCompare(b.id));
      expect(byId(events.map(({ detail }) => detail.value))).toEqual(byId(entry[0]!.changes.map(({ value }) => value)));
      const stored = [...(await oversizeKeys()).difference(before)];
      expect(stored).toHaveLength(viaBucket ? 1 : 0);
      for (const key of stored) {
        expect(key).toMatch(/^oversize\/meta\//);
        expect(hash('sha256', await objectAt(key))).toBe(hash('sha256', body));
      }
    },
  );

  it('a value above 240 KiB: the event carries a reference to it', async () => {
    const text = 'y'.repeat(DETAIL_LIMIT);
    expect(await postSigned(commentsWith(text, 1))).toMatchObject({ status: 200 });
    const [event, ...others] = await subscription.events();
    expect(others).toEqual([]);
    const valueRef = event!.detail['valueRef'] as {
      readonly bucket: string;
      readonly key: string;
      readonly bytes: number;
    };
    expect(event!.detail.value).toBeUndefined();
    expect(valueRef).toMatchObject({ bucket: outputs.ArchiveBucketName, key: expect.stringMatching(/^values\//) });
    const stored = await objectAt(valueRef.key);
    expect(stored.byteLength).toBe(valueRef.bytes);
    expect(JSON.parse(stored.toString('utf8'))).toMatchObject({ text });
  });
});
