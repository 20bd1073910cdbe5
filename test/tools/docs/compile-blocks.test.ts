import { describe, expect, it } from '@jest/globals';
import { compileBlocks } from '../../../tools/docs/compile-blocks.ts';
import { extractBlocks } from '../../../tools/docs/typescript-blocks.ts';

const MARKDOWN = [
  'Text.',
  '<!-- ts: declare const event: Event; -->',
  '<!-- ts: interface Event { readonly value?: { readonly text?: string } } -->',
  '',
  '   ```ts',
  '   const text: string = event.value?.text ?? "";',
  '   export const words = text.split(" ");',
  '   ```',
  '```sh',
  'npm start',
  '```',
].join('\n');

describe('the blocks of TypeScript in Markdown', () => {
  it('are those fenced with ts, without their indentation, with the place of their first line', () => {
    const blocks = extractBlocks('docs/a.md', MARKDOWN);
    expect(blocks.map(({ place }) => place)).toEqual(['docs/a.md:6']);
    expect(blocks[0]?.code.split('\n')[0]).toBe('const text: string = event.value?.text ?? "";');
    expect(blocks[0]?.given).toMatch(/^declare const event: Event; interface Event .*\}$/);
  });

  it('compile, and a planted fault is reported with its line', () => {
    const fault = MARKDOWN.replace('value?.text', 'value?.txt');
    const blocks = [...extractBlocks('good.md', MARKDOWN), ...extractBlocks('bad.md', fault)];
    const errors = compileBlocks(blocks);
    expect(errors).toEqual([expect.stringMatching(/^bad\.md:6 Property 'txt' does not exist/)]);
  });

  it('do not compile without the names that they take as given', () => {
    const alone = MARKDOWN.replace(/<!--.*-->\n/g, '');
    expect(compileBlocks(extractBlocks('a.md', alone))).toContainEqual(
      expect.stringMatching(/^a\.md:4 Cannot find name 'event'/),
    );
  });
});

describe('blocks that begin with the name of their file', () => {
  const FILE = ['```ts', '// consumers/a.ts', 'export const a = 1;', '```'].join('\n');
  const USER = [
    '```ts',
    '// test/a.test.ts',
    "import { a } from '../consumers/a.ts';",
    'export const b: number = a;',
    '```',
  ];

  it('import each other in one document', () => {
    expect(compileBlocks(extractBlocks('a.md', [FILE, ...USER].join('\n')))).toEqual([]);
  });

  it('do not import a file that the document does not have, or one of another document', () => {
    const alone = extractBlocks('a.md', USER.join('\n'));
    const missing = [expect.stringMatching(/^a\.md:3 Cannot find module '\.\.\/consumers\/a\.ts'/)];
    expect(compileBlocks(alone)).toEqual(missing);
    expect(compileBlocks([...alone, ...extractBlocks('b.md', FILE)])).toEqual(missing);
  });
});
