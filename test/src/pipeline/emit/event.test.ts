import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Change } from '../../../../src/pipeline/change/change.ts';
import { deepJson } from '../../../../src/json/canonical-json.ts';
import type { Json } from '../../../../src/json/json.ts';
import { buildEvent, type BusEvent, type Emission } from '../../../../src/pipeline/emit/event.ts';
import { EVENT_SOURCE } from '../../../../src/events/event-reference.ts';
import { splitFile } from '../../../support/builders/expected.ts';
import { anyCharacter } from '../../../support/builders/any-character.ts';

const DELIVERY = {
  deliveryId: '019b76da-a800-7000-8000-000000000001',
  app: 'meta',
  receivedAt: '2026-01-01T00:00:01.250Z',
};
const ID = 'c'.repeat(64);
const REF = { bucket: 'bucket-synthetic', key: 'values/x', bytes: 300_000 };
const COMMENT: Change = {
  object: 'instagram',
  field: 'comments',
  kind: 'comments',
  entryId: '17841405822304914',
  entryTime: '1767225600',
  value: { id: '17900000000000001', text: 'synthetic' },
  identity: {
    field: 'comments',
    scope: '17841405822304914',
    id: ['17900000000000001'],
    content: 'd'.repeat(64),
    weak: false,
  },
};

/** Builds what fits. */
function toEvent(change: Partial<Change>, about: Partial<Emission> = {}): BusEvent {
  const built = buildEvent({ id: ID, change: { ...COMMENT, ...change }, delivery: DELIVERY, ...about });
  if (!built.fits) throw new Error('does not fit');
  return built.event;
}

const getDetail = ({ detail }: BusEvent): unknown => JSON.parse(detail);

/** A value that makes the detail so many bytes long. */
function valueFor(detailBytes: number): string {
  return 'x'.repeat(detailBytes - Buffer.byteLength(toEvent({ value: '' }).detail));
}

/** Arrays in one another. */
const nested = (levels: number): Json => JSON.parse('['.repeat(levels) + ']'.repeat(levels)) as Json;

describe('an event', () => {
  it('has the shape of the contract', () => {
    const event = toEvent({}, { archive: { bucket: 'b', key: 'deliveries/x' } });
    expect(event).toMatchObject({ id: ID, detailType: 'instagram.comments', time: '2026-01-01T00:00:01.250Z' });
    expect(getDetail(event)).toStrictEqual({
      version: 1,
      id: ID,
      app: 'meta',
      object: 'instagram',
      field: 'comments',
      kind: 'comments',
      entryId: '17841405822304914',
      accountId: '17841405822304914',
      entryTime: '2026-01-01T00:00:00.000Z',
      value: { id: '17900000000000001', text: 'synthetic' },
      deliveryId: '019b76da-a800-7000-8000-000000000001',
      receivedAt: '2026-01-01T00:00:01.250Z',
      archive: { bucket: 'b', key: 'deliveries/x' },
    });
  });

  it('comes from the source meta.webhooks', () => {
    expect(EVENT_SOURCE).toBe('meta.webhooks');
  });

  const always = [
    'version',
    'id',
    'app',
    'object',
    'field',
    'kind',
    'entryId',
    'accountId',
    'entryTime',
    'value',
    'deliveryId',
    'receivedAt',
  ];
  it.each([
    { rule: 'says nothing that there is nothing to say of', change: {}, about: {}, members: always },
    { rule: 'has a verb where Meta has one', change: { verb: 'add' }, about: {}, members: [...always, 'verb'] },
    {
      rule: 'says that its identity is weak',
      change: { identity: { ...COMMENT.identity, weak: true } },
      about: {},
      members: [...always, 'weak'],
    },
    {
      rule: 'has the time of the change where it has one',
      change: { ownTime: '1767225599' },
      about: {},
      members: [...always, 'occurredAt'],
    },
    {
      rule: 'keeps the members that stood beside the value',
      change: { extra: { action: 'accepted' } },
      about: {},
      members: [...always, 'extra'],
    },
    {
      rule: 'names the delivery of which it is a replay',
      change: {},
      about: { delivery: { ...DELIVERY, replayOf: 'first' } },
      members: [...always, 'replayOf'],
    },
    {
      rule: "keeps a replay's nonce to itself",
      change: {},
      about: { delivery: { ...DELIVERY, nonce: 'n' } },
      members: always,
    },
    {
      rule: 'names its place in the archive',
      change: {},
      about: { archive: { bucket: 'b', key: 'k' } },
      members: [...always, 'archive'],
    },
    {
      rule: 'has no value when only the field was sent',
      change: { value: undefined },
      about: {},
      members: always.filter((name) => name !== 'value'),
    },
    { rule: 'has a value of null when null was sent', change: { value: null }, about: {}, members: always },
    {
      rule: 'has no time where Meta gives none',
      change: { entryTime: undefined },
      about: {},
      members: always.filter((name) => name !== 'entryTime'),
    },
  ])('$rule', ({ change, about, members }) => {
    expect(Object.keys(getDetail(toEvent(change, about)) as object).toSorted()).toEqual(members.toSorted());
  });

  it('says what it has to say in full', () => {
    const event = toEvent(
      { verb: 'add', value: null, identity: { ...COMMENT.identity, weak: true } },
      { delivery: { ...DELIVERY, replayOf: 'first' } },
    );
    expect(getDetail(event)).toMatchObject({ verb: 'add', value: null, weak: true, replayOf: 'first' });
  });

  it.each([
    { sent: '1767225600', want: '2026-01-01T00:00:00.000Z' }, // changes: seconds
    { sent: '1767225600123', want: '2026-01-01T00:00:00.123Z' }, // messaging: milliseconds
    { sent: '0', want: '1970-01-01T00:00:00.000Z' },
    { sent: '', want: undefined },
    { sent: 'soon', want: undefined },
    { sent: '-1', want: undefined },
    { sent: '99999999999999999999', want: undefined },
    { sent: '1e400', want: undefined },
  ])('sent by Meta at “$sent” has the time $want', ({ sent, want }) => {
    expect((getDetail(toEvent({ entryTime: sent })) as { entryTime?: string }).entryTime).toBe(want);
  });

  it('has numbers that no double can hold as their source text', () => {
    const [change] = splitFile('page/feed-page-like-number-id.json');
    expect(getDetail(toEvent(change!))).toMatchObject({ value: { user_id: '10201978818232601' } });
  });
});

describe('the detail-type', () => {
  it.each([
    ['instagram', 'comments', 'instagram.comments'],
    ['page', 'message_reads', 'page.message_reads'],
    ['threads', 'replies', 'threads.replies'],
    ['page', 'x'.repeat(123), `page.${'x'.repeat(123)}`],
    ['page', 'x'.repeat(124), `page.${'x'.repeat(123)}`],
    ['page', `${'x'.repeat(122)}👍`, `page.${'x'.repeat(122)}\ufffd`],
  ])('of %s and %s is %s', (object, field, want) => {
    expect(toEvent({ object, field }).detailType).toBe(want);
  });

  it('never has more than 128 characters nor half a character', () => {
    const name = fc.string({ unit: anyCharacter, maxLength: 150, size: 'max' });
    fc.assert(
      fc.property(name, name, (object, field) => {
        const { detailType } = toEvent({ object, field });
        expect(detailType.length).toBe(Math.min(128, object.length + 1 + field.length));
        expect(detailType.isWellFormed()).toBe(true);
      }),
    );
  });
});

describe('names and ids that are absurdly long', () => {
  it('are cut in the event, so that the bus does not refuse it for ever', () => {
    const long = 'x'.repeat(2_000_000);
    const built = buildEvent({
      id: ID,
      change: { ...COMMENT, object: long, field: long, kind: long, entryId: long, verb: long, value: undefined },
      delivery: DELIVERY,
    });
    expect(built.fits && built.event.detail.length).toBeLessThan(10_000);
    expect(built.fits && getDetail(built.event)).toMatchObject({ entryId: 'x'.repeat(1_024), verb: 'x'.repeat(1_024) });
  });
});

describe('a detail', () => {
  const fits = (value: Json): boolean => buildEvent({ id: ID, change: { ...COMMENT, value }, delivery: DELIVERY }).fits;
  const withValue = (text: string): Json => ({ text });

  it('of 240 KiB fits, one byte more does not', () => {
    const most = valueFor(240 * 1024);
    expect(Buffer.byteLength(toEvent({ value: most }).detail)).toBe(245_760);
    expect(fits(`${most}x`)).toBe(false);
  });

  it('is measured in bytes, not in characters', () => {
    const most = valueFor(240 * 1024);
    expect(fits(`${most.slice(2)}é`)).toBe(true);
    expect(fits(`${most.slice(1)}é`)).toBe(false);
  });

  it('900 levels deep fits, one level more does not', () => {
    expect(fits(nested(899))).toBe(true); // the detail itself is the first level
    expect(fits(nested(900))).toBe(false);
    expect(fits(Array.from({ length: 2000 }, () => []))).toBe(true);
  });

  it('is not deep for the brackets in its texts, nor for the quotes among them', () => {
    expect(fits(withValue('['.repeat(2000)))).toBe(true);
    expect(fits(withValue('"['.repeat(2000)))).toBe(true);
    expect(fits(withValue('\\"{'.repeat(2000)))).toBe(true);
    expect(fits({ ['[{"\\'.repeat(1000)]: 1 })).toBe(true);
    expect(fits(['\\', nested(899)])).toBe(false);
    expect(fits([']'.repeat(900), nested(899)])).toBe(false);
  });

  it('too deep for JSON.stringify goes by reference anyway', () => {
    const levels = 200_000;
    let value: Json = [];
    for (let level = 1; level < levels; level += 1) value = [value];
    const built = buildEvent({ id: ID, change: { ...COMMENT, value }, delivery: DELIVERY });
    expect(!built.fits && deepJson(built.stored.value)).toBe('['.repeat(levels) + ']'.repeat(levels));
  });

  it('that cannot be written for another reason is no question of size', () => {
    expect(() => fits(1n as unknown as Json)).toThrow(TypeError);
  });

  it('whose value goes by reference has all else as it was', () => {
    const archive = { bucket: 'b', key: 'deliveries/x' };
    const emission = {
      id: ID,
      change: { ...COMMENT, verb: 'add', value: 'x'.repeat(300_000) },
      delivery: DELIVERY,
      archive,
    };
    const built = buildEvent(emission);
    const event = built.fits ? undefined : built.withRef(REF);
    const { value, ...others } = getDetail(toEvent({ verb: 'add', value: 0 }, { archive })) as Record<string, unknown>;
    expect(value).toBe(0);
    expect(getDetail(event!)).toStrictEqual({ ...others, valueRef: REF });
    expect(event).toMatchObject({ id: ID, detailType: 'instagram.comments', time: DELIVERY.receivedAt });
  });

  it('has any value as it came, or gives it to be stored as it came', () => {
    const filler = fc.integer({ min: 200_000, max: 260_000 }).map((length) => 'y'.repeat(length));
    const value = fc.oneof(
      { weight: 9, arbitrary: fc.jsonValue() },
      { weight: 1, arbitrary: fc.tuple(fc.jsonValue(), filler) },
    ) as fc.Arbitrary<Json>;
    fc.assert(
      fc.property(value, (sent) => {
        const built = buildEvent({ id: ID, change: { ...COMMENT, value: sent }, delivery: DELIVERY });
        const kept: unknown = built.fits ? (getDetail(built.event) as { value: unknown }).value : built.stored.value;
        // As texts, because they also tell the order of members and a member named __proto__.
        expect(JSON.stringify(kept)).toBe(JSON.stringify(sent));
        expect(built.fits).toBe(
          Buffer.byteLength(JSON.stringify({ ...(getDetail(toEvent({ value: 0 })) as object), value: sent })) <=
            245_760,
        );
      }),
    );
  });
});
