import { describe, expect, it } from '@jest/globals';
import { computePercentiles } from '../../../../cli/commands/send/percentiles.ts';

describe('percentiles by nearest rank', () => {
  it.each([
    {
      rule: 'the example of the encyclopaedia',
      durations: [15, 20, 35, 40, 50],
      want: { p50: 35, p95: 50, p99: 50, max: 50 },
    },
    { rule: 'whatever their order', durations: [50, 15, 40, 20, 35], want: { p50: 35, p95: 50, p99: 50, max: 50 } },
    { rule: 'of one', durations: [7], want: { p50: 7, p95: 7, p99: 7, max: 7 } },
    {
      rule: 'of a hundred',
      durations: Array.from({ length: 100 }, (_, i) => i + 1),
      want: { p50: 50, p95: 95, p99: 99, max: 100 },
    },
    { rule: 'whole milliseconds', durations: [1.4, 1.6], want: { p50: 1, p95: 2, p99: 2, max: 2 } },
  ])('$rule', ({ durations, want }) => {
    expect(computePercentiles(durations)).toEqual(want);
  });
});
