import { describe, expect, it } from '@jest/globals';
import { CATALOG_KINDS } from '../../../src/catalog/kinds.ts';
import { sampleBody } from '../../../src/catalog/samples/sample-body.ts';
import { unknownShapes } from '../../../src/catalog/unknown-shapes.ts';
import { claimKey } from '../../../src/pipeline/dedupe/claim.ts';
import { toSplit } from '../../support/builders/expected.ts';
import { seededRandom } from '../../support/builders/random.ts';

const ROWS = CATALOG_KINDS.map((kind) => ({ kind, rule: `${kind.object.object}.${kind.key}` }));
const NEW_YEAR_MS = Date.UTC(2026, 0, 1);

function getKey(body: unknown, deliveryId = 'delivery-1'): string {
  const [change] = toSplit(body);
  return claimKey({ deliveryId, app: 'meta', receivedAt: '2026-01-01T00:00:00.000Z' }, change!);
}

describe('the sample of every entry', () => {
  it.each(ROWS)('splits into one change of its kind: $rule', ({ kind }) => {
    const changes = toSplit(sampleBody(kind));
    expect(changes).toHaveLength(1);
    const { object, field, kind: found } = changes[0]!;
    expect(object).toBe(kind.object.object);
    if (kind.field !== '*') expect([field, found]).toEqual([kind.field, kind.kind]);
    expect(unknownShapes(changes[0]!)).toEqual([]);
  });

  it.each(ROWS)('is the same whenever it is made: $rule', ({ kind }) => {
    expect(sampleBody(kind)).toEqual(sampleBody(kind));
    const options = { freshIds: true, nowMs: NEW_YEAR_MS };
    expect(sampleBody(kind, { ...options, random: seededRandom(1).next })).toEqual(
      sampleBody(kind, { ...options, random: seededRandom(1).next }),
    );
  });

  // Errors of WhatsApp have neither id nor time: there the delivery tells them apart.
  it.each(ROWS)('is another change once it is stamped: $rule', ({ kind }) => {
    const first = sampleBody(kind, { freshIds: true, nowMs: NEW_YEAR_MS, random: seededRandom(1).next });
    const second = sampleBody(kind, { freshIds: true, nowMs: NEW_YEAR_MS + 60_000, random: seededRandom(2).next });
    expect(getKey(second, 'delivery-2')).not.toBe(getKey(first));
  });

  it('takes time and ids only from what it is given', () => {
    const kind = CATALOG_KINDS.find(({ object, key }) => object.object === 'instagram' && key === 'comments');
    expect(sampleBody(kind!)).toMatchObject({
      entry: [{ time: NEW_YEAR_MS / 1000, changes: [{ value: { id: '17900000000000001' } }] }],
    });
    const stamped = JSON.stringify(sampleBody(kind!, { freshIds: true, nowMs: 5_000, random: seededRandom(3).next }));
    expect(stamped).toContain('"time":5');
    expect(stamped).not.toContain('17900000000000001');
  });

  it('uses one fresh id wherever the id stands', () => {
    const kind = CATALOG_KINDS.find(({ object, key }) => object.object === 'page' && key === 'feed');
    const body = sampleBody(kind!, { freshIds: true, random: seededRandom(4).next }) as {
      entry: [{ changes: [{ value: { post_id: string; parent_id: string } }] }];
    };
    const { post_id: post, parent_id: parent } = body.entry[0].changes[0].value;
    expect(parent).toBe(post);
    expect(post).toMatch(/^104000000000011_[1-9]\d{14}$/);
  });
});
