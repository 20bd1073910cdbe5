import { describe, expect, it } from '@jest/globals';
import { checkCommands } from '../../../tools/docs/check-commands.ts';
import { findInMarkdown, findInSource } from '../../../tools/docs/command-lines.ts';

const SCRIPTS = new Set(['start', 'catalog']);
const block = (...lines: readonly string[]): string => ['Text.', '```sh', ...lines, '```'].join('\n');
const inBlock = async (...lines: readonly string[]): Promise<readonly string[]> =>
  checkCommands(findInMarkdown('a.md', block(...lines)), SCRIPTS);
const inSource = async (source: string): Promise<readonly string[]> =>
  checkCommands(findInSource('a.ts', source), SCRIPTS);

describe('a command line of a document', () => {
  it.each([
    'npx meta-webhooks send page.leadgen --local 4000   # comment',
    'npx meta-webhooks archive list --from 2h | head',
    'META_APP_SECRET=<secret> npx meta-webhooks send page.leadgen --local',
    'npx meta-webhooks accounts list page <page id> --app-id <app id>',
    'npx meta-webhooks-aws init my-webhooks',
    'npm ci && npm start -- --port 4000',
    'npm run catalog -- --check',
    'cd app && npx meta-webhooks doctor && npm start',
  ])('passes: %s', async (line) => {
    expect(await inBlock(line)).toEqual([]);
  });

  it.each([
    { line: 'npx meta-webhooks dead-letter list', says: "unknown command 'dead-letter'" },
    { line: 'npx meta-webhooks dead-letters', says: 'The verb is missing' },
    { line: 'npx meta-webhooks archive list', says: "required option '--from <time>' not specified" },
    { line: 'npx meta-webhooks doctor --dry-rum', says: "unknown option '--dry-rum'" },
    { line: 'npx meta-webhooks send page.leadgen --local http', says: 'whole number' },
    { line: 'npx meta-webhooks-aws innit x', says: "unknown command 'innit'" },
    { line: 'npx meta-webhooks-asw init x', says: 'no command of this name' },
    { line: 'npm run catalogue', says: 'has no script catalogue' },
    { line: 'npm run catalog --check', says: 'npm keeps the option for itself' },
    { line: 'npm start --port 4000', says: 'npm keeps the option for itself' },
    { line: 'npm start -- --prot 4000', says: "unknown option '--prot'" },
  ])('fails: $line', async ({ line, says }) => {
    expect(await inBlock('npm start', line)).toEqual([expect.stringMatching(/^a\.md:4 /)]);
    expect((await inBlock(line)).join()).toContain(says);
  });

  it('can go on in the next line, and is reported with its first', async () => {
    expect(await inBlock('npx meta-webhooks archive list \\', '  --from 2h')).toEqual([]);
    expect(await inBlock('npx meta-webhooks archive list \\', '  --from 2h --fields')).toEqual([
      expect.stringMatching(/^a\.md:3 .*unknown option '--fields'/),
    ]);
  });

  it('in a code span may name a command without its arguments, but not one that does not exist', async () => {
    const check = async (text: string): Promise<readonly string[]> =>
      checkCommands(findInMarkdown('a.md', text), SCRIPTS);
    expect(await check('Run `npx meta-webhooks init`, see `npx meta-webhooks`.')).toEqual([]);
    expect(await check('Run `npx meta-webhooks innit`.')).toEqual([expect.stringContaining("unknown command 'innit'")]);
  });
});

describe('a command line in a text of the product', () => {
  it.each([
    "const hint = 'Run npx meta-webhooks setup.';",
    'const hint = `Run npx meta-webhooks doctor to see the cause.`;',
    'const hint = `npx meta-webhooks accounts list ${kind} ${id}`;',
    "const hint =\n  'Run npx meta-webhooks archive ' +\n  'list --from 2h.';",
  ])('passes: %s', async (source) => {
    expect(await inSource(source)).toEqual([]);
  });

  // As the alarm of dead letters once said
  it('fails if it lacks the verb', async () => {
    expect(await inSource("\nconst text = 'First: npx meta-webhooks dead-letters: it shows each one';")).toEqual([
      'a.ts:2 `npx meta-webhooks dead-letters`: The verb is missing. Add it.',
    ]);
  });

  it('fails with the line of its start after a string that continues', async () => {
    const source = "const a =\n  'one ' +\n  'two';\nconst b = 'npx meta-webhooks sned x';";
    expect(await inSource(source)).toEqual([expect.stringMatching(/^a\.ts:4 .*unknown command 'sned'/)]);
  });
});
