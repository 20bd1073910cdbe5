import { hash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pMap from 'p-map';
import { payload } from '../support/builders/meta.ts';
import { post } from './callback.ts';
import { outputs, readyForMeta } from './deployment.ts';
import { openSubscription, type EventStream, type ReceivedEvent } from './event-tap.ts';
import { FIXTURES, FROZEN_KEYS } from './fixtures.ts';
import { clearClaims, footprint, objectAt } from './footprint.ts';

/**
 * Weak and without any time of Meta's, so that each delivery of them counts as another (design: rather twice than
 * never): the dashboard's Test button, which sends under entry id `0`, and an error notice without any id.
 */
const ERRORS_ONLY = 'whatsapp_business_account/messages-errors-only.json';
const DASHBOARD_TEST = 'whatsapp_business_account/dashboard-test.json';

/** Of these the delivery is part of the key. */
const TOLD_BY_DELIVERY: ReadonlySet<string> = new Set([ERRORS_ONLY, DASHBOARD_TEST]);
/** The frozen keys of all other fixtures, which are the events' ids. */
const FROZEN = FROZEN_KEYS.filter(({ file }) => !TOLD_BY_DELIVERY.has(file));
/** Distinct: some fixtures are Meta's retries of others. */
const ids = new Set(FROZEN.flatMap(({ keys }) => keys));
const RETRIED = new Set(
  [
    ...Map.groupBy(
      FROZEN.flatMap(({ keys }) => [...new Set(keys)]),
      (key) => key,
    ),
  ].flatMap(([key, same]) => (same.length > 1 ? [key] : [])),
);

/** Returns the distinct answers, e.g. `200 {}`. */
async function postAll(): Promise<Set<string>> {
  const answers = await pMap(
    FIXTURES,
    async ({ file, sha256 }) => post(payload(file), { 'x-hub-signature-256': `sha256=${sha256}` }),
    { concurrency: 4 },
  );
  return new Set(answers.map(({ status, body }) => `${status} ${body}`));
}

const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const ISO_MS = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const ARCHIVE_KEY = /^deliveries\/meta\/\d{4}\/\d\d\/\d\d\/\d\d\/[0-9a-f-]{36}\.jsonl\.gz$/;
const ALWAYS = [
  'version',
  'id',
  'app',
  'object',
  'field',
  'kind',
  'entryId',
  'accountId',
  'deliveryId',
  'receivedAt',
  'archive',
];
const SOMETIMES = ['entryTime', 'occurredAt', 'verb', 'value', 'extra', 'weak'];

describe('every fixture through the callback URL', () => {
  let subscription: EventStream;
  let once: ReceivedEvent[];
  let again: ReceivedEvent[];
  let deadLetters: number;
  let startedAt: number;

  beforeAll(async () => {
    await readyForMeta();
    subscription = await openSubscription();
    await clearClaims();
    ({ deadLetters } = await footprint());
    startedAt = Date.now();
    expect(await postAll()).toEqual(new Set(['200 {}']));
    once = await subscription.events();
    expect(await postAll()).toEqual(new Set(['200 {}']));
    again = await subscription.events();
  }, 300_000);
  afterAll(async () => subscription.close());

  const eventFor = (file: string): ReceivedEvent[] =>
    FROZEN.find((row) => row.file === file)!.keys.map((key) => once.find(({ detail }) => detail.id === key)!);

  it(
    'posted once, brings one event for each distinct frozen key, under that id, and one for each that the ' +
      'delivery tells',
    () => {
      expect(ids.size).toBeGreaterThan(2_000);
      const emitted = once.map(({ detail }) => detail.id);
      expect([...ids].filter((id) => !emitted.includes(id))).toEqual([]);
      expect(
        once
          .filter(({ detail }) => !ids.has(detail.id))
          .map(({ detail }) => detail.kind)
          .sort(),
      ).toEqual(['errors', 'message']);
      expect(new Set(emitted).size).toBe(ids.size + TOLD_BY_DELIVERY.size);
      expect(emitted).toHaveLength(ids.size + TOLD_BY_DELIVERY.size);
    },
  );

  it('posted again, brings nothing but the two that only the delivery tells apart', () => {
    const valueOf = (file: string): unknown =>
      (JSON.parse(payload(file).toString()) as Envelope).entry[0]!.changes[0]!.value;
    const emitted = again.map(({ detail }) => ({ weak: detail['weak'], value: detail.value }));
    expect(emitted).toHaveLength(2);
    expect(emitted).toEqual(
      expect.arrayContaining([ERRORS_ONLY, DASHBOARD_TEST].map((file) => ({ weak: true, value: valueOf(file) }))),
    );
  });

  it('leaves nothing behind: no message waits, none is dead', async () => {
    expect(await footprint()).toMatchObject({ queued: 0, deadLetters });
  });

  it('archives what came, byte for byte, where its events say', async () => {
    const archive = (event: ReceivedEvent): string => (event.detail['archive'] as { readonly key: string }).key;
    const byKey = Map.groupBy([...once, ...again], archive);
    const archived = new Set<string>();
    for (const [key, events] of byKey) {
      const lines = gunzipSync(await objectAt(key))
        .toString('utf8')
        .trimEnd()
        .split('\n');
      const deliveries = lines.map((line) => JSON.parse(line) as ArchivedDelivery);
      const deliveryIds = deliveries.map(({ deliveryId }) => deliveryId);
      expect(deliveryIds).toEqual(
        expect.arrayContaining([...new Set(events.map(({ detail }) => detail['deliveryId']))]),
      );
      for (const { encoding, body } of deliveries)
        archived.add(hash('sha256', Buffer.from(body, encoding === 'text' ? 'latin1' : encoding)));
    }
    const emitting = FROZEN.filter(({ keys }) => keys.length > 0);
    expect(emitting.length).toBeGreaterThan(100);
    // Of Meta's retries only the one that came first has an event to say where it is.
    const missing = emitting.filter(
      ({ file, keys }) => !RETRIED.has(keys[0]!) && !archived.has(hash('sha256', payload(file))),
    );
    expect(missing.map(({ file }) => file)).toEqual([]);
  });

  it('gives every event the envelope of the contract', () => {
    for (const { source, 'detail-type': detailType, time, detail } of once) {
      const { object, field, kind, id, deliveryId, receivedAt, version, app, ...rest } = detail as Record<
        string,
        unknown
      >;
      expect({ source, detailType, version, app }).toEqual({
        source: 'meta.webhooks',
        detailType: `${String(object)}.${String(field)}`.slice(0, 128),
        version: 1,
        app: 'meta',
      });
      expect([object, field, kind, rest['entryId']].map((member) => typeof member)).toEqual(
        Array.from({ length: 4 }, () => 'string'),
      );
      expect(id).toMatch(/^[0-9a-f]{64}$/);
      expect(deliveryId).toMatch(UUID_V7);
      expect(receivedAt).toMatch(ISO_MS);
      expect(Date.parse(String(receivedAt))).toBeGreaterThanOrEqual(startedAt);
      // The emulator does not look at the time that an entry carries: that it is receivedAt is tested on a fake bus.
      expect(Date.parse(time)).not.toBeNaN();
      expect(Object.keys(detail)).toEqual(expect.arrayContaining(ALWAYS));
      expect(Object.keys(detail).filter((name) => ![...ALWAYS, ...SOMETIMES].includes(name))).toEqual([]);
      expect([undefined, true]).toContain(rest['weak']);
      if (rest['entryTime'] !== undefined) expect(rest['entryTime']).toMatch(ISO_MS);
      expect(rest['archive']).toEqual({ bucket: outputs.ArchiveBucketName, key: expect.stringMatching(ARCHIVE_KEY) });
    }
  });

  it.each([
    {
      rule: 'a change',
      file: 'instagram/comments.json',
      detail: {
        object: 'instagram',
        field: 'comments',
        kind: 'comments',
        entryId: '17841400000000001',
        entryTime: '2026-01-01T00:00:00.000Z',
        value: {
          id: '17900000000000001',
          from: { id: '5200000000000051', username: 'odile.fixture', self_ig_scoped_id: '5200000000000099' },
          text: 'rye? 🍞',
          media: { id: '18000000000000002', media_product_type: 'FEED' },
        },
      },
    },
    {
      rule: 'a messaging event',
      file: 'messenger/message-deleted.json',
      detail: {
        object: 'page',
        field: 'messages',
        kind: 'message.deleted',
        entryId: '104000000000011',
        occurredAt: '2025-12-31T23:59:59.880Z',
        entryTime: '2026-01-01T00:00:00.000Z',
        value: {
          sender: { id: '24700000000000041' },
          recipient: { id: '104000000000011' },
          timestamp: 1767225599880,
          message: { mid: 'm_AbCdEf0001synthetic', is_deleted: true },
        },
      },
    },
    {
      rule: 'a verb beside the field',
      file: 'user/likes-verb-beside-field.json',
      detail: {
        object: 'user',
        field: 'likes',
        kind: 'likes',
        entryId: '10150000000000101',
        entryTime: '2026-01-01T00:00:00.000Z',
        verb: 'add',
        value: { page: '55510001000100' },
        extra: { entry: { uid: '10150000000000101' } },
        weak: true,
      },
    },
    {
      rule: "a field's name without a value",
      file: 'page/changed-fields-only.json',
      detail: {
        object: 'page',
        field: 'feed',
        kind: 'feed',
        entryId: '104000000000011',
        entryTime: '2026-01-01T00:00:00.000Z',
        weak: true,
      },
    },
    {
      rule: 'numbers beyond 2^53, as their source text',
      file: 'edge/bigint-ids.json',
      detail: {
        object: 'page',
        field: 'messages',
        kind: 'message',
        entryId: '90071992547409931',
        occurredAt: '2025-12-31T23:59:59.999Z',
        entryTime: '2026-01-01T00:00:00.000Z',
        value: {
          sender: { id: '12345678901234567890' },
          recipient: { id: '90071992547409931' },
          timestamp: 1767225599999,
          message: { mid: 'm_big_0001', text: 'a' },
        },
      },
    },
  ])('makes the event of $rule', ({ file, detail }) => {
    const received = { ...eventFor(file)[0]!.detail };
    for (const changing of ['id', 'deliveryId', 'receivedAt', 'archive']) Reflect.deleteProperty(received, changing);
    expect(received).toEqual({ version: 1, app: 'meta', accountId: detail.entryId, ...detail });
  });

  it('makes one event of each of several WhatsApp messages, with the contact that it belongs to', () => {
    const events = eventFor('whatsapp_business_account/messages-two-in-one-change.json');
    const values = events.map(({ detail }) => detail.value as WhatsAppValue);
    expect(values.map(({ messages }) => messages.length)).toEqual([1, 1]);
    expect(values.map(({ contacts }) => contacts.map(({ wa_id }) => wa_id))).toEqual(
      values.map(({ messages }) => [messages[0]!.from]),
    );
    expect(new Set(values.map(({ messages }) => messages[0]!.from)).size).toBe(2);
  });
});

interface Envelope {
  readonly entry: readonly { readonly changes: readonly { readonly value: unknown }[] }[];
}

interface ArchivedDelivery {
  readonly deliveryId: string;
  readonly encoding: 'text' | 'base64';
  readonly body: string;
}

interface WhatsAppValue {
  readonly messages: readonly { readonly from: string }[];
  readonly contacts: readonly { readonly wa_id: string }[];
}
