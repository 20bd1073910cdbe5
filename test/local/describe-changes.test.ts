import { describe, expect, it } from '@jest/globals';
import { describeChanges } from '../../local/deliveries/describe-changes.ts';
import { KeptEvents } from '../../local/deliveries/kept-events.ts';
import { CATALOG_KINDS } from '../../src/catalog/kinds.ts';
import { plainRules } from '../../src/catalog/identity-rule.ts';
import { exactBody } from '../../local/meta/samples.ts';

const DELIVERY = { deliveryId: 'd1', app: 'meta', receivedAt: '2026-01-01T00:00:00.000Z' };
const comments = (...ids: string[]): Buffer =>
  Buffer.from(
    JSON.stringify({
      object: 'instagram',
      entry: [{ id: '17', time: 1, changes: ids.map((id) => ({ field: 'comments', value: { id } })) }],
    }),
  );

function describeIn(events: KeptEvents, body: Buffer) {
  return describeChanges(DELIVERY, body, { find: (id) => events.get(id), deliveryIds: new Set(['d1']) }).changes;
}

/** Puts an event of a change on record, as the bus does. */
function emit(events: KeptEvents, id: string, deliveryId: string): void {
  const detail = JSON.stringify({ id, deliveryId });
  events.add({ id, detailType: 'instagram.comments', time: DELIVERY.receivedAt, detail }, deliveryId);
}

describe('what became of a change', () => {
  it('waits until there is an event of it', () => {
    expect(describeIn(new KeptEvents(), comments('1'))[0]).toMatchObject({ state: 'waiting', consumers: [] });
  });

  it('is emitted if its own delivery emitted it, and a repetition in the same body is a duplicate', () => {
    const events = new KeptEvents();
    const [change] = describeIn(events, comments('1'));
    emit(events, change?.id ?? '', 'd1');
    expect(describeIn(events, comments('1', '1')).map(({ state }) => state)).toEqual([
      'emitted',
      'duplicate in this delivery',
    ]);
  });

  it('is a duplicate if another delivery emitted it, and names that one', () => {
    const events = new KeptEvents();
    emit(events, describeIn(events, comments('1'))[0]?.id ?? '', 'other');
    expect(describeIn(events, comments('1'))[0]).toMatchObject({ state: 'duplicate', emittedBy: 'other' });
  });
});

describe('why a change is the same as another', () => {
  it('an id counts with its place', () => {
    const [change] = describeIn(new KeptEvents(), comments('42'));
    expect(change?.identity).toMatchObject({ mode: 'id', leftOut: [] });
    expect(change?.identity.counts.map(({ name, value }) => [name, value])).toEqual([
      ['app', 'meta'],
      ['object', 'instagram'],
      ['field', 'comments'],
      ['kind', 'comments'],
      ['account', '17'],
      ['id', '42'],
    ]);
  });

  it('every member that the catalog calls volatile is named, with its reason', () => {
    const kind = CATALOG_KINDS.find(({ entry }) =>
      plainRules(entry.identity).every(({ rule }) => rule.volatile.length > 0),
    );
    const rule = kind && plainRules(kind.entry.identity)[0]?.rule;
    expect(rule?.volatile.length).toBeGreaterThan(0);
    const [change] = kind ? describeIn(new KeptEvents(), exactBody({ catalogKind: kind })) : [];
    expect(change?.identity.leftOut.map(({ path, because }) => ({ path, because }))).toEqual(rule?.volatile);
  });
});

describe('events in memory', () => {
  it('count how often the pipeline emitted one', () => {
    const events = new KeptEvents();
    emit(events, 'a', 'd1');
    emit(events, 'a', 'd2');
    emit(events, 'b', 'd2');
    expect([events.get('a')?.times, events.get('b')?.times]).toEqual([2, 1]);
  });

  it('are listed newest first, and the oldest go when there are too many', () => {
    const events = new KeptEvents();
    for (let n = 0; n <= 20_000; n += 1) emit(events, String(n), 'd');
    const listed = JSON.parse(events.toJson()) as { detail: { id: string } }[];
    expect([listed.length, listed[0]?.detail.id, listed.at(-1)?.detail.id]).toEqual([20_000, '20000', '1']);
  });
});
