import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { COMMENT_LIMITS, fill, readsLike, templateProblem } from '../../../src/mentions/template.ts';
import { anyCharacter } from '../../support/builders/any-character.ts';

const KEPT = 'Thank you, {username}!';

describe('a template that can be used', () => {
  it.each([
    { rule: 'plain words', template: 'Thank you!', kinds: ['comment', 'caption'] as const },
    { rule: 'the name of who posted, for captions', template: KEPT, kinds: ['caption'] as const },
    { rule: 'the day, for both', template: 'Seen on {date}', kinds: ['comment', 'caption'] as const },
    { rule: '300 characters', template: 'a'.repeat(300), kinds: ['comment'] as const },
    { rule: '270 characters and a name of 30', template: `${'a'.repeat(270)}{username}`, kinds: ['caption'] as const },
    { rule: 'four hashtags and one link', template: '#a #b #c #d https://example.test', kinds: ['comment'] as const },
    { rule: 'no letters at all', template: '🙏', kinds: ['comment'] as const },
  ])('$rule', ({ template, kinds }) => {
    expect(templateProblem(template, kinds)).toBeUndefined();
  });
});

describe('a template that is refused', () => {
  it.each([
    { rule: 'nothing', template: ' ', want: /^not be empty/ },
    {
      rule: 'a field that Meta does not give',
      template: 'Hi {name}',
      want: /^have no placeholders other than \{username\}, \{mediaType\}, \{date\}$/,
    },
    {
      rule: "the mention's own text: an untrusted caller would choose what the account says",
      template: '{text}',
      want: /^have no placeholders other than/,
    },
    { rule: 'what every object inherits', template: '{constructor}', want: /^have no placeholders other than/ },
    { rule: 'who wrote a comment', template: KEPT, want: /^not use \{username\} for comments/ },
    { rule: 'a lone brace', template: 'a } b', want: /^use \{ and \} only/ },
    { rule: 'a brace within braces', template: '{{date}}', want: /^use \{ and \} only/ },
    { rule: 'a space within braces', template: '{ date }', want: /^use \{ and \} only/ },
    { rule: '301 characters', template: 'a'.repeat(301), want: /^have at most 300 characters/ },
    {
      rule: '291 characters and a date of 10',
      template: `${'a'.repeat(291)}{date}`,
      want: /^have at most 300 characters/,
    },
    { rule: 'five hashtags', template: '#a #b #c #d #e', want: /^have at most 4 hashtags/ },
    { rule: 'two links', template: 'https://a.test http://b.test', want: /^have at most 1 link/ },
    { rule: 'all capitals', template: 'THANK YOU', want: /^not be all capitals/ },
  ])('$rule', ({ template, want }) => {
    expect(templateProblem(template, ['comment', 'caption'])).toMatch(want);
  });
});

describe('an answer', () => {
  it('has the fields in their places', () => {
    expect(
      fill('{username}, {date}: {mediaType}!', { username: 'keldo', date: '2026-11-03', mediaType: 'IMAGE' }),
    ).toBe('keldo, 2026-11-03: IMAGE!');
  });

  it.each([
    { rule: 'is missing', fields: {} },
    { rule: 'is another placeholder', fields: { username: '{date}', date: '2026-11-03' } },
    { rule: 'has what replacing treats specially', fields: { username: "$&$'" } },
    { rule: 'is a sentence', fields: { username: 'buy at evil.test now' } },
    { rule: 'is too long', fields: { username: 'a'.repeat(31) } },
    { rule: 'has more than a line', fields: { username: 'a\nb' } },
  ])('is not made where a field $rule', ({ fields }) => {
    expect(fill(KEPT, fields)).toBeUndefined();
  });

  it('never has anything that a field expanded to, nor more characters than allowed, whatever Meta gives', () => {
    const hostile = fc.oneof(
      fc.string({ unit: anyCharacter }),
      fc.constantFrom('{username}', '{date}', '{{date}}', '$&', '$1', '{', '}', '__proto__', 'a'.repeat(400)),
      fc.stringMatching(/^[A-Za-z0-9._]{1,40}$/),
    );
    const template = fc
      .array(fc.constantFrom('{username}', '{date}', '{mediaType}', 'Hi ', 'thanks', '#x', 'a'.repeat(100)), {
        maxLength: 8,
      })
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(template, fc.tuple(hostile, hostile, hostile), (text, [username, date, mediaType]) => {
        const answer = fill(text, { username, date, mediaType });
        if (answer === undefined) return;
        expect(answer.length).toBeLessThanOrEqual(COMMENT_LIMITS.characters);
        expect(answer).not.toMatch(/[{}$]/);
        // In the order in which they stand, each as it came.
        const values: Record<string, string> = { '{username}': username, '{date}': date, '{mediaType}': mediaType };
        expect(answer).toBe(
          text
            .split(/(\{\w+\})/)
            .map((part) => values[part] ?? part)
            .join(''),
        );
      }),
      { numRuns: 2_000 },
    );
  });

  it('can always be made of a template that was accepted and fields that are well-formed', () => {
    const username = fc.stringMatching(/^[a-z0-9._]{1,30}$/);
    const template = fc
      .array(fc.oneof(fc.constantFrom('{username}', '{date}'), fc.string({ maxLength: 60 })), {
        minLength: 1,
        maxLength: 6,
      })
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(template, username, (text, name) => {
        fc.pre(templateProblem(text, ['caption']) === undefined && /\p{Ll}/u.test(text.replaceAll(/\{\w+\}/g, '')));
        expect(fill(text, { username: name, date: '2026-11-03' })).toBeDefined();
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('one of our own answers', () => {
  it.each([
    {
      rule: 'is known by its words, without the @ that Meta leaves out',
      template: 'Ask @brand_help',
      text: 'Ask  brand_help',
      want: true,
    },
    {
      rule: 'is known with whatever its placeholders were',
      template: 'Hi {username}, see @brand!',
      text: 'hi keldo, see @brand!',
      want: true,
    },
    { rule: 'is not what only begins like it', template: 'Ask @brand', text: 'Ask brand why', want: false },
    { rule: 'is not what only ends like it', template: 'Hi {username}, see @brand', text: 'I see @brand', want: false },
    { rule: 'is none that names no account, for it is no mention', template: 'Thanks', text: 'Thanks', want: false },
    {
      rule: 'is none where the account comes from a placeholder alone',
      template: '@{username}',
      text: '@anything',
      want: false,
    },
  ])('$rule', ({ template, text, want }) => {
    expect(readsLike(template, text)).toBe(want);
  });
});
