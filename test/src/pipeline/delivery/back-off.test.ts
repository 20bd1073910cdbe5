import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { MAX_RECEIVES, backOffSeconds } from '../../../../src/pipeline/delivery/back-off.ts';

it.each([
  [1, 10],
  [2, 30],
  [3, 90],
  [4, 270],
  [5, 810],
  [6, 2430],
  [7, 3600],
  [12, 3600],
])('a delivery that failed %d times is out of sight for %d seconds', (receives, seconds) => {
  expect(backOffSeconds(receives)).toBe(seconds);
});

it('a failed delivery is out of sight between 10 seconds and an hour, never shorter than the time before', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1000 }), (receives) => {
      const seconds = backOffSeconds(receives);
      expect(seconds).toBeGreaterThanOrEqual(10);
      expect(seconds).toBeLessThanOrEqual(3600);
      expect(backOffSeconds(receives + 1)).toBeGreaterThanOrEqual(seconds);
    }),
  );
});

it('a delivery goes to the dead letters after twelve tries, in about seven hours', () => {
  expect(MAX_RECEIVES).toBe(12);
  const seconds = Array.from({ length: MAX_RECEIVES }, (_, i) => backOffSeconds(i + 1)).reduce(
    (sum, wait) => sum + wait,
  );
  expect(Math.round(seconds / 3600)).toBe(7);
});
