import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readStory, STORY_METRICS, type StoryDetail, type StoryReading } from '../../../src/insights/story-reading.ts';

/**
 * Meta's example, with synthetic ids. @see https://developers.facebook.com/docs/instagram-platform/webhooks/examples
 */
const VALUE = {
  media_id: '18000000000000001',
  exits: 6,
  replies: -1,
  reach: 17,
  taps_forward: 12,
  taps_back: -1,
  impressions: 28,
};
const DETAIL: StoryDetail = {
  entryId: '17841400000000001',
  entryTime: '2026-01-01T00:00:00.000Z',
  receivedAt: '2026-01-01T00:00:02.000Z',
  value: VALUE,
};

const read = (value: object, detail: Partial<StoryDetail> = {}): StoryReading => {
  const reading = readStory({ ...DETAIL, ...detail, value });
  if (typeof reading === 'string') throw new Error(reading);
  return reading;
};

describe('a reading', () => {
  it('has every number that Meta told, and names those it keeps to itself', () => {
    expect(readStory(DETAIL)).toEqual({
      account: '17841400000000001',
      reading: '18000000000000001#6/?/17/12/?/28',
      media: '18000000000000001',
      time: '2026-01-01T00:00:00.000Z',
      metrics: { exits: 6, reach: 17, taps_forward: 12, impressions: 28 },
      unknown: ['replies', 'taps_back'],
    });
  });

  it('tells nothing of a metric that Meta did not send', () => {
    expect(read({ media_id: '1', reach: 0 })).toMatchObject({
      reading: '1#-/-/0/-/-/-',
      metrics: { reach: 0 },
      unknown: [],
    });
  });

  it('has the time of its arrival where Meta gives none', () => {
    expect(read(VALUE, { entryTime: undefined })).toMatchObject({ time: '2026-01-01T00:00:02.000Z' });
  });

  it('takes an id that came as a number', () => {
    expect(read({ ...VALUE, media_id: 18_000_000_000_001 })).toMatchObject({ media: '18000000000001' });
  });

  it('leaves alone what it does not know, and what the value does not have itself', () => {
    expect(read({ ...VALUE, shares: 3 })).toEqual(readStory(DETAIL));
    expect(read(Object.assign(Object.create({ reach: 1 }) as object, { media_id: '1', exits: 2 }))).toMatchObject({
      metrics: { exits: 2 },
    });
  });
});

describe('two readings are one and the same', () => {
  it('when their numbers are, whenever and in whatever order they were sent', () => {
    const later = read(Object.fromEntries(Object.entries(VALUE).reverse()), { entryTime: '2026-01-03T00:00:00.000Z' });
    expect(later.reading).toBe(read(VALUE).reading);
  });

  it('only then: any other number, a number now known, or another story makes another', () => {
    const count = fc.integer({ min: -1, max: 30 });
    const metrics = fc.dictionary(fc.constantFrom(...STORY_METRICS), count, { minKeys: 1 });
    const value = fc
      .tuple(fc.constantFrom('1', '11'), metrics)
      .map(([media_id, reported]) => ({ media_id, ...reported }));
    fc.assert(
      fc.property(value, value, (one, other) => {
        const sorted = (of: object): string =>
          JSON.stringify(Object.entries(of).sort(([a], [b]) => a.localeCompare(b)));
        expect(read(one).reading === read(other).reading).toBe(sorted(one) === sorted(other));
      }),
    );
  });
});

describe('what is no reading', () => {
  it.each([
    { rule: 'no value', detail: { value: undefined }, want: 'MISSING_VALUE' },
    { rule: 'a value too large for the bus', detail: { value: undefined, valueRef: {} }, want: 'VALUE_UNREADABLE' },
    { rule: 'a value that is no object', detail: { value: 'reach' }, want: 'VALUE_UNREADABLE' },
    { rule: 'null', detail: { value: null }, want: 'VALUE_UNREADABLE' },
    { rule: 'an account that is no id', detail: { entryId: '' }, want: 'VALUE_UNREADABLE' },
    { rule: 'no media', detail: { value: { ...VALUE, media_id: undefined } }, want: 'VALUE_UNREADABLE' },
    { rule: 'a media that is no id', detail: { value: { ...VALUE, media_id: '=1+1' } }, want: 'VALUE_UNREADABLE' },
    { rule: 'no number at all', detail: { value: { media_id: '1' } }, want: 'VALUE_UNREADABLE' },
    { rule: "a number less than Meta's mark", detail: { value: { ...VALUE, reach: -2 } }, want: 'VALUE_UNREADABLE' },
    { rule: 'a fraction', detail: { value: { ...VALUE, reach: 0.5 } }, want: 'VALUE_UNREADABLE' },
    { rule: 'a number as text', detail: { value: { ...VALUE, reach: '17' } }, want: 'VALUE_UNREADABLE' },
    { rule: 'null for a number', detail: { value: { ...VALUE, reach: null } }, want: 'VALUE_UNREADABLE' },
  ])('$rule', ({ detail, want }) => {
    expect(readStory({ ...DETAIL, ...detail })).toBe(want);
  });

  it('never throws, and never tells a number that is none', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.jsonValue(), fc.record({ media_id: fc.constant('1'), reach: fc.jsonValue() })),
        (value) => {
          const reading = readStory({ ...DETAIL, value });
          if (typeof reading === 'string') return;
          for (const count of Object.values(reading.metrics))
            expect(Number.isSafeInteger(count) && count >= 0).toBe(true);
        },
      ),
    );
  });
});
