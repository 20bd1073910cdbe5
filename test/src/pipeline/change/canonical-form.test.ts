import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { canonicalForm } from '../../../../src/pipeline/change/canonical-form.ts';
import type { OmitTree } from '../../../../src/catalog/identity-rule.ts';
import type { Json } from '../../../../src/json/json.ts';

const PHOTO = 'https://scontent-fra3-1.xx.fbcdn.net/v/t39.30808-6/470001_122_900_n.jpg?_nc_cat=1&oh=aaa&oe=1';
const MEDIA = 'https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=133&ext=17&hash=aa';

describe('the canonical form', () => {
  it.each<{ rule: string; a: Json; b: Json }>([
    { rule: 'members in another order', a: { a: 1, b: 2 }, b: { b: 2, a: 1 } },
    { rule: 'a member that is null and one that is missing', a: { a: 1, b: null }, b: { a: 1 } },
    { rule: 'a number and a text of it', a: { a: 12 }, b: { a: '12' } },
    { rule: 'a list of ids in another order', a: { mids: ['a', 'b', 3] }, b: { mids: [3, 'b', 'a'] } },
    {
      rule: "a link to Meta's CDN from another host, signed anew",
      a: { url: PHOTO },
      b: { url: PHOTO.replace('fra3-1', 'ams2-2').replace('oh=aaa', 'oh=bbb') },
    },
    {
      rule: 'a lookaside link, signed anew',
      a: { url: MEDIA },
      b: { url: MEDIA.replace('ext=17&hash=aa', 'ext=18&hash=bb') },
    },
    {
      rule: 'a display name beside an id',
      a: { from: { id: '1', name: 'Ada' } },
      b: { from: { id: '1', name: 'Ada K.' } },
    },
    { rule: 'the name of a sender beside its id', a: { sender_id: 1, sender_name: 'Ada' }, b: { sender_id: 1 } },
  ])('is the same for $rule', ({ a, b }) => {
    expect(canonicalForm(a)).toBe(canonicalForm(b));
  });

  it.each<{ rule: string; a: Json; b: Json }>([
    { rule: 'true and the text true', a: { a: true }, b: { a: 'true' } },
    { rule: 'null and the text null in a list', a: [null], b: ['null'] },
    { rule: 'a list of objects in another order', a: [{ a: 1 }, { a: 2 }], b: [{ a: 2 }, { a: 1 }] },
    { rule: 'an empty object and an empty list', a: {}, b: [] },
    { rule: 'one element more that is the same', a: ['a'], b: ['a', 'a'] },
    { rule: 'a text and a list of it', a: 'a', b: ['a'] },
    { rule: "another file of Meta's CDN", a: { url: PHOTO }, b: { url: PHOTO.replace('470001', '470002') } },
    { rule: 'another lookaside file', a: { url: MEDIA }, b: { url: MEDIA.replace('mid=133', 'mid=134') } },
    {
      rule: 'a lookaside link that names no file, signed anew',
      a: { url: MEDIA.replace('mid=', 'x=') },
      b: { url: MEDIA.replace('mid=', 'x=').replace('hash=aa', 'hash=bb') },
    },
    {
      rule: 'a script of the CDN that serves other pictures',
      a: 'https://external.xx.fbcdn.net/safe_image.php?url=a',
      b: 'https://external.xx.fbcdn.net/safe_image.php?url=b',
    },
    { rule: "a link that is not Meta's", a: 'https://example.com/a.jpg?v=1', b: 'https://example.com/a.jpg?v=2' },
    {
      rule: "a host that only ends like Meta's",
      a: 'https://evilfbcdn.net/a.jpg?v=1',
      b: 'https://evilfbcdn.net/a.jpg?v=2',
    },
    { rule: 'a name without an id', a: { from: { name: 'Ada' } }, b: { from: { name: 'Bo' } } },
    { rule: 'a name that is what changed', a: { id: '1', name: 'Old' }, b: { id: '1', name: 'New' } },
    { rule: 'the form of a link and a text that looks like it', a: PHOTO, b: 'cdn("470001_122_900_n.jpg")' },
  ])('tells apart $rule', ({ a, b }) => {
    expect(canonicalForm(a)).not.toBe(canonicalForm(b));
  });

  it('leaves out what it is told to, inside lists too', () => {
    const omit: OmitTree = new Map<string, true | OmitTree>([
      ['time', true],
      ['threads', new Map([['*', new Map([['seen', true as const]])]])],
    ]);
    expect(
      canonicalForm(
        {
          time: 1,
          threads: [
            { seen: 1, id: 'a' },
            { seen: 2, id: 'b' },
          ],
        },
        omit,
      ),
    ).toBe('{"threads":[{"id":"a"},{"id":"b"}]}');
  });

  it('is of any value, however deep', () => {
    let deep: Json = 1;
    for (let level = 0; level < 20_000; level += 1) deep = level % 2 ? [deep] : { a: deep };
    expect(canonicalForm(deep)).toContain('"a":[');
  });

  it('tells any two values apart that differ in more than what it leaves out', () => {
    const scalar = fc.oneof(fc.string(), fc.integer().map(String), fc.boolean());
    const { value } = fc.letrec<{ value: Json }>((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        scalar,
        fc.array(tie('value'), { maxLength: 4 }),
        fc.dictionary(fc.stringMatching(/^[a-d]$/), tie('value'), { maxKeys: 4 }),
      ),
    }));
    /** The same rules in other words: sorted lists of scalars and sorted members, as one text of JSON. */
    const normal = (one: Json): Json => {
      if (Array.isArray(one)) {
        const inner = (one as Json[]).map(normal);
        return inner.every((each) => typeof each !== 'object')
          ? inner
              .map((each) => JSON.stringify(each))
              .sort()
              .map((each) => JSON.parse(each) as Json)
          : inner;
      }
      if (typeof one !== 'object' || one === null) return one;
      return Object.fromEntries(
        Object.entries(one)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([name, inner]) => [name, normal(inner ?? null)]),
      );
    };
    fc.assert(
      fc.property(value, value, (a, b) => {
        expect(canonicalForm(a) === canonicalForm(b)).toBe(JSON.stringify(normal(a)) === JSON.stringify(normal(b)));
      }),
      { numRuns: 2_000 },
    );
  });
});
