import { expect, it } from '@jest/globals';
import { unknownShapes } from '../../../src/catalog/unknown-shapes.ts';
import { endToEndCheckBody } from '../../../src/catalog/end-to-end-check.ts';
import { claimKey } from '../../../src/pipeline/dedupe/claim.ts';
import { toSplit } from '../../support/builders/expected.ts';

const NOW_MS = Date.parse('2026-01-31T12:00:00.000Z');
const delivery = {
  deliveryId: '019b7600-0000-7000-8000-000000000001',
  app: 'meta',
  receivedAt: '2026-01-31T12:00:00.000Z',
};

it('the end-to-end check sends one change of an object that Meta does not have, sent as by the Test button', () => {
  const [change, ...others] = toSplit(endToEndCheckBody('id-1', NOW_MS));
  expect(others).toEqual([]);
  expect(change).toMatchObject({
    object: 'meta_webhooks',
    field: 'round_trip',
    kind: 'round_trip',
    entryId: '0',
    entryTime: '1769860800',
    value: { id: 'id-1' },
  });
});

it('it does not count as unknown to the catalog', () => {
  expect(toSplit(endToEndCheckBody('id-1', NOW_MS)).flatMap(unknownShapes)).toEqual([]);
});

it('no two are the same change', () => {
  const [first, second] = ['id-1', 'id-2'].map((id) => claimKey(delivery, toSplit(endToEndCheckBody(id, NOW_MS))[0]!));
  expect(first).not.toBe(second);
});
