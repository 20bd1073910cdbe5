import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { comparable } from '../../../src/mentions/comparable.ts';
import { decide } from '../../../src/mentions/decide.ts';
import { anyCharacter } from '../../support/builders/any-character.ts';

const POLICY = {
  answers: [{ kinds: ['comment' as const], contains: [], message: 'Thanks!' }],
  excludes: ['scam', '詐欺'],
};
const decided = (text: string) => decide({ kind: 'comment', text, own: false, fields: {} }, POLICY);

describe('an excluded word', () => {
  it.each([
    ['a zero-width space', 'sc\u200bam'],
    ['a soft hyphen', 's\u00adcam'],
    ['a word joiner', 'sc\u2060am'],
    ['a combining accent', 'scam\u0301'],
    ['a zero-width space in another script', '詐\u200b欺'],
    ['a mark of direction', 'sc\u202eam'],
    ['full width', 'ｓｃａｍ'],
    ['capitals', 'SCAM'],
  ])('is found behind %s', (_, text) => {
    expect(decided(`what a ${text}!`)).toEqual({ skip: 'EXCLUDED_WORD' });
  });

  it('is found whatever nobody sees is put into it', () => {
    const unseen = fc.constantFrom(
      '\u00ad',
      '\u200b',
      '\u200c',
      '\u200d',
      '\u2060',
      '\ufeff',
      '\u0300',
      '\u0336',
      '\u202e',
      '\u{e0061}',
    );
    fc.assert(
      fc.property(fc.array(unseen, { minLength: 5, maxLength: 5 }), ([a = '', b = '', c = '', d = '', e = '']) => {
        expect(decided(`${a}s${b}c${c}a${d}m${e}`)).toEqual({ skip: 'EXCLUDED_WORD' });
      }),
    );
  });

  it('is not found in look-alike letters of another script, as documented', () => {
    expect(decided('sc\u0430m')).toEqual({ answer: 'Thanks!' }); // U+0430 CYRILLIC SMALL LETTER A
  });
});

it('says the same of what it said', () => {
  fc.assert(
    fc.property(fc.string({ unit: anyCharacter }), (text) => comparable(comparable(text)) === comparable(text)),
  );
});
