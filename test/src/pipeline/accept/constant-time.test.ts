import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { equalInConstantTime } from '../../../../src/pipeline/accept/constant-time.ts';

it('a text equals itself, of whatever length', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (text) => {
      expect(equalInConstantTime(text, text)).toBe(true);
    }),
  );
});

it('a text equals no other, shorter, longer or as long', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', 'é', '\0'), maxLength: 4 });
  fc.assert(
    fc.property(text, text, (a, b) => {
      expect(equalInConstantTime(a, b)).toBe(a === b);
    }),
    { numRuns: 500 },
  );
});
