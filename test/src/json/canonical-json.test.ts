import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { canonicalJson, deepJson, digest } from '../../../src/json/canonical-json.ts';
import type { Json } from '../../../src/json/json.ts';

describe('canonical JSON', () => {
  it.each([
    { rule: 'sorts members by name', value: { b: 1, a: { d: 2, c: 3 } }, want: '{"a":{"c":3,"d":2},"b":1}' },
    { rule: 'keeps the order of lists', value: [3, 2, 1], want: '[3,2,1]' },
    { rule: 'writes ASCII only', value: 'ä😀\u007f\ud800', want: '"\\u00e4\\ud83d\\ude00\\u007f\\ud800"' },
    { rule: 'escapes what JSON escapes', value: '"\\\n', want: '"\\"\\\\\\n"' },
    { rule: 'writes empty objects and lists', value: [{}, []], want: '[{},[]]' },
    { rule: 'writes scalars', value: [null, true, false, 1.5, -0], want: '[null,true,false,1.5,0]' },
    { rule: 'writes a missing member as null', value: { a: undefined }, want: '{"a":null}' },
  ])('$rule', ({ value, want }) => {
    expect(canonicalJson(value as Json)).toBe(want);
  });

  it('gives the value back', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(canonicalJson(value as Json))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('takes any depth', () => {
    const depth = 20_000;
    const value = JSON.parse('['.repeat(depth) + ']'.repeat(depth)) as Json;
    expect(canonicalJson(value)).toHaveLength(2 * depth);
  });
});

describe('deep JSON', () => {
  it('keeps the order of members', () => {
    expect(deepJson({ b: 1, a: [true] })).toBe('{"b":1,"a":[true]}');
  });
});

describe('a digest', () => {
  it('is the SHA-256 of the canonical text', () => {
    const hex = createHash('sha256').update('{"a":1,"b":"x"}').digest('hex');
    expect(digest({ b: 'x', a: 1 })).toBe(`sha256:${hex}`);
  });
});

it('deep JSON leaves out members that are undefined, as JSON.stringify does', () => {
  expect(deepJson({ a: undefined, b: null, c: [{ d: undefined }] })).toBe('{"b":null,"c":[{}]}');
});
