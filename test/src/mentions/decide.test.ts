import { describe, expect, it } from '@jest/globals';
import { decide, type AnswerPolicy, type ReadMention } from '../../../src/mentions/decide.ts';

const POLICY: AnswerPolicy = {
  answers: [
    { kinds: ['caption'], contains: ['#brand', 'giveaway'], message: 'You are in, {username}!' },
    { kinds: ['comment'], contains: ['help'], message: 'Write to @brand_help' },
    { kinds: ['caption', 'comment'], contains: ['Straße', 'thank'], message: 'Thank you!' },
  ],
  excludes: ['refund', '最悪'],
};
const caption = (text: string, over: Partial<ReadMention> = {}): ReadMention => ({
  kind: 'caption',
  text,
  own: false,
  fields: { username: 'keldo' },
  ...over,
});
const comment = (text: string): ReadMention => ({ kind: 'comment', text, own: false, fields: {} });

describe('a decision', () => {
  it.each([
    {
      rule: 'answers with the first answer that fits',
      mention: caption('#brand, thanks'),
      want: { answer: 'You are in, keldo!' },
    },
    { rule: 'takes one word of several', mention: caption('a giveaway'), want: { answer: 'You are in, keldo!' } },
    { rule: 'does not mind case', mention: comment('THANKS'), want: { answer: 'Thank you!' } },
    { rule: 'does not mind how a letter is composed', mention: comment('Stra\u00dfe'), want: { answer: 'Thank you!' } },
    { rule: 'does not mind full-width letters', mention: comment('ｔｈａｎｋ you'), want: { answer: 'Thank you!' } },
    { rule: 'keeps to the kinds of an answer', mention: comment('#brand'), want: { skip: 'NO_ANSWER_FITS' } },
    {
      rule: 'passes an answer whose field Meta did not give',
      mention: caption('#brand, thanks', { fields: {} }),
      want: { answer: 'Thank you!' },
    },
    { rule: 'answers nothing that no answer is for', mention: caption('hello'), want: { skip: 'NO_ANSWER_FITS' } },
    { rule: 'answers no empty text', mention: caption(''), want: { skip: 'NO_ANSWER_FITS' } },
    {
      rule: 'lets an excluded word win',
      mention: caption('#brand where is my ReFund'),
      want: { skip: 'EXCLUDED_WORD' },
    },
    {
      rule: 'finds excluded words in scripts without spaces',
      mention: comment('thank最悪だ'),
      want: { skip: 'EXCLUDED_WORD' },
    },
    {
      rule: 'never answers the account itself',
      mention: caption('#brand', { own: true }),
      want: { skip: 'OWN_ACCOUNT' },
    },
    {
      rule: 'never answers what reads like its own answer',
      mention: comment('write to brand_help'),
      want: { skip: 'OWN_ANSWER' },
    },
  ])('$rule', ({ mention, want }) => {
    expect(decide(mention, POLICY)).toEqual(want);
  });

  it('without words answers every text', () => {
    expect(
      decide(comment('anything'), { answers: [{ kinds: ['comment'], contains: [], message: 'Hi' }], excludes: [] }),
    ).toEqual({ answer: 'Hi' });
  });

  it('takes a long hostile text in its stride', () => {
    const startedAt = performance.now();
    const policy = {
      answers: [{ kinds: ['comment'] as const, contains: [`${'a'.repeat(99)}b`], message: 'a @b {date} c {date} d' }],
      excludes: Array.from({ length: 50 }, () => `${'a'.repeat(99)}c`),
    };
    expect(decide(comment('a'.repeat(50_000)), policy)).toEqual({ skip: 'NO_ANSWER_FITS' });
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });
});
