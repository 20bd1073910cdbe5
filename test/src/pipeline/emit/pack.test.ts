import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { BusEvent } from '../../../../src/pipeline/emit/event.ts';
import { packCalls } from '../../../../src/pipeline/emit/pack.ts';

interface Packed {
  readonly event: BusEvent;
}

function toEvent(detail: string, detailType = 'page.feed'): Packed {
  return { event: { id: 'id', detailType, time: '2026-01-01T00:00:00.000Z', detail } };
}

/**
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html#eb-event-size: 14 for the time, the rest
 * in UTF-8.
 */
const measure = ({ event: { detailType, detail } }: Packed): number =>
  14 + Buffer.byteLength('meta.webhooks') + Buffer.byteLength(detailType) + Buffer.byteLength(detail);
const callSize = (call: readonly Packed[]): number => call.reduce((sum, packed) => sum + measure(packed), 0);

describe('the calls', () => {
  it('for nothing are none', () => {
    expect(packCalls([])).toEqual([]);
  });

  it.each([
    { events: 1, sizes: [1] },
    { events: 10, sizes: [10] },
    { events: 11, sizes: [10, 1] },
    { events: 1000, sizes: Array<number>(100).fill(10) },
  ])('for $events small events have at most ten each', ({ events, sizes }) => {
    const calls = packCalls(Array.from({ length: events }, () => toEvent('{}')));
    expect(calls.map((call) => call.length)).toEqual(sizes);
  });

  const overhead = measure(toEvent(''));

  it.each([
    { rule: 'of 900,000 bytes go together', bytes: 900_000, want: 1 },
    { rule: 'of one byte more go apart', bytes: 900_001, want: 2 },
  ])('two events $rule', ({ bytes, want }) => {
    const first = 'x'.repeat(400_000);
    const second = 'x'.repeat(bytes - first.length - 2 * overhead);
    expect(packCalls([toEvent(first), toEvent(second)])).toHaveLength(want);
  });

  it('count bytes, not characters, in detail and detail-type', () => {
    const half = 'x'.repeat(450_000 - overhead);
    expect(packCalls([toEvent(half), toEvent(half)])).toHaveLength(1);
    expect(packCalls([toEvent(half), toEvent(`${half.slice(1)}é`)])).toHaveLength(2);
    expect(packCalls([toEvent(half), toEvent(half, 'page.feeé')])).toHaveLength(2);
  });

  it('lose nothing, keep the order, keep both limits, and end only where the next event would break one', () => {
    const big = 'x'.repeat(950_000);
    const detail = fc
      .oneof(fc.integer({ min: 2, max: 1000 }), fc.integer({ min: 2, max: 245_760 }), fc.constant(big.length))
      .map((n) => big.slice(0, n));
    fc.assert(
      fc.property(fc.array(detail, { maxLength: 60, size: 'max' }), (details) => {
        const events = details.map((text) => toEvent(text));
        const calls = packCalls(events);
        expect(calls.flat().every((packed, i) => packed === events[i])).toBe(true);
        expect(calls.flat()).toHaveLength(events.length);
        for (const [i, call] of calls.entries()) {
          expect(call.length === 1 || (call.length > 1 && call.length <= 10 && callSize(call) <= 900_000)).toBe(true);
          const next = calls[i + 1]?.[0];
          if (next) expect(call.length === 10 || callSize(call) + measure(next) > 900_000).toBe(true);
        }
      }),
    );
  });
});
