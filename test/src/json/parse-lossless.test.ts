import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { BodyError, parseLossless } from '../../../src/json/parse-lossless.ts';

function parsed(text: string): unknown {
  return parseLossless(Buffer.from(text));
}

describe('numbers', () => {
  it.each([
    { rule: 'keeps a safe integer as a number', text: '[9007199254740991]', want: [9007199254740991] },
    { rule: 'keeps a long integer as its text', text: '[9007199254740993]', want: ['9007199254740993'] },
    {
      rule: 'keeps a long negative integer as its text',
      text: '{"a":-9007199254740993}',
      want: { a: '-9007199254740993' },
    },
    { rule: 'keeps a number beyond a double as its text', text: '1e400', want: '1e400' },
    { rule: 'keeps a short fraction as a number', text: '[15.8]', want: [15.8] },
    { rule: 'keeps a number with an exponent that fits', text: '[1.5e3]', want: [1500] },
    { rule: 'keeps 9007199254740993.0 as its text', text: '[9007199254740993.0]', want: ['9007199254740993.0'] },
    {
      rule: 'finds a long integer after white space',
      text: '[1, \n\t12345678901234567890]',
      want: [1, '12345678901234567890'],
    },
    { rule: 'finds a long integer at the top', text: '12345678901234567890', want: '12345678901234567890' },
  ])('$rule', ({ text, want }) => {
    expect(parsed(text)).toEqual(want);
  });

  it('leaves digits inside texts alone', () => {
    const text = '{"a":"x:12345678901234567890","b":"\\\\","c":"\\"[12345678901234567890","d":12345678901234567890}';
    expect(parsed(text)).toEqual({
      a: 'x:12345678901234567890',
      b: '\\',
      c: '"[12345678901234567890',
      d: '12345678901234567890',
    });
  });

  it('are never altered, whatever stands around them', () => {
    fc.assert(
      fc.property(fc.bigInt(), fc.string(), fc.string(), (number, before, after) => {
        const result = parsed(`{${JSON.stringify(before)}:${JSON.stringify(after)},"n\\"":[${number}]}`) as Record<
          string,
          unknown
        >;
        expect(String((result['n"'] as unknown[])[0])).toBe(String(number));
        if (before !== 'n"') expect(Object.hasOwn(result, before)).toBe(true);
      }),
    );
  });
});

describe('every other body', () => {
  it('is as JSON.parse has it', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value, (_name, one: unknown) => (typeof one === 'number' ? 1 : one));
        expect(parsed(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  it('may be nested 10,000 deep beside a long number', () => {
    const text = `[${'['.repeat(10_000)}12345678901234567890${']'.repeat(10_000)}]`;
    expect(() => parsed(text)).not.toThrow();
  });
});

describe('a body that cannot be read', () => {
  it.each([
    { rule: 'is refused when it is no JSON', bytes: Buffer.from('{"a":') },
    { rule: 'is refused when it is empty', bytes: Buffer.alloc(0) },
    { rule: 'is refused when it is no UTF-8', bytes: Buffer.from([0x22, 0xff, 0x22]) },
  ])('$rule', ({ bytes }) => {
    let error: unknown;
    try {
      parseLossless(bytes);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(BodyError);
    expect((error as BodyError).code).toBe('INVALID_JSON');
    expect((error as BodyError).cause).toBeUndefined();
  });
});
