import { describe, expect, it } from '@jest/globals';
import { checkLinks } from '../../../tools/docs/check-links.ts';

const TARGET = '# A title: with `code`!\n\n```sh\n# no heading\n```\n\n## Twice\n\n## Twice\n';

/** Checks a document next to docs/target.md. Only docs/picture.png exists besides. */
const check = (text: string): readonly string[] =>
  checkLinks({
    documents: new Map([
      ['docs/a.md', text],
      ['docs/target.md', TARGET],
    ]),
    exists: (path) => path === 'docs/picture.png',
  });

describe('a link', () => {
  // Anchors as GitHub makes them
  it.each([
    '[a](target.md)',
    '[a](target.md#a-title-with-code)',
    '[a](target.md#twice-1)',
    '[`code`](../docs/target.md#twice)',
    '# Here\n[a](#here)',
    '![a](picture.png)',
    '<img alt="a" src="picture.png">',
    '[a](https://example.com/nowhere.md#x)',
    '`[a](nowhere.md)`',
    '```md\n[a](nowhere.md)\n```',
  ])('passes: %s', (text) => {
    expect(check(text)).toEqual([]);
  });

  it.each([
    { text: '[a](nowhere.md)', says: 'nowhere.md: the file does not exist' },
    { text: '[a](docs/target.md)', says: 'docs/target.md: the file does not exist' },
    { text: '[a](target.md#no-heading)', says: 'docs/target.md has no heading with this anchor' },
    { text: '[a](target.md#twice-2)', says: 'no heading' },
    { text: '[a](#there)', says: 'docs/a.md has no heading with this anchor' },
    { text: '![a](photo.png)', says: 'the file does not exist' },
    { text: '<img alt="a" src="photo.png">', says: 'the file does not exist' },
  ])('fails: $text', ({ text, says }) => {
    expect(check(`Text.\n${text}`)).toEqual([expect.stringMatching(/^docs\/a\.md:2 /)]);
    expect(check(text)[0]).toContain(says);
  });
});
