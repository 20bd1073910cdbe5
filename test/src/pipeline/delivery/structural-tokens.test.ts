import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { countStructuralTokens } from '../../../../src/pipeline/delivery/structural-tokens.ts';

const count = (text: string): number => countStructuralTokens(Buffer.from(text));

/**
 * Another way to count: takes the strings out of valid JSON with a regular expression, then the rest that is no token.
 */
const naive = (json: string): number => json.replace(/"(?:[^"\\]|\\.)*"/gs, '').replace(/[^,{}[\]]/g, '').length;

describe('counting structural tokens', () => {
  it.each([
    ['', 0],
    ['[0,0]', 3],
    ['{"a":[1,{"b":2}]}', 7],
    ['["a,b{}[]"]', 2],
    [String.raw`["\",",1]`, 3],
    [String.raw`["\\",1]`, 3],
    ['["ü漢😀",1]', 3],
    ['["never closed, [', 1],
    ['["ends in a backslash\\', 1],
  ])('counts in %s %d', (text, expected) => {
    expect(count(text)).toBe(expected);
  });

  it('agrees with a naive count on any JSON', () => {
    fc.assert(fc.property(fc.json({ stringUnit: 'binary' }), (json) => count(json) === naive(json)));
  });

  it('takes any bytes', () => {
    fc.assert(fc.property(fc.uint8Array(), (bytes) => countStructuralTokens(bytes) <= bytes.length));
  });
});
