import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { defineCommand, defineGroup } from '../../../cli/framework/define-command.ts';
import { makeCommandsDocument } from '../../../tools/commands/commands-document.ts';

const show = defineCommand({
  name: 'show',
  summary: 'show a cake',
  arguments: [{ name: '<cake>', description: 'the cake', choices: ['plain', 'fruit'] }],
  options: [
    { flags: '--slice <n>', description: 'the slice', parse: Number, default: 1 },
    { flags: '--out <file>', description: 'write to this file', defaultText: 'cake-<n>.txt' },
    { flags: '--with <topping>', description: 'cream | sugar', repeatable: true, conflicts: ['slice'] },
    { flags: '--tin <name>', description: 'the tin', required: true },
  ],
  notes: ['Cakes are\nround.\n\nSlices are not.'],
  examples: [{ args: 'plain --tin square' }],
  connects: 'on-demand',
  run: () => Promise.resolve(0),
});
const document = makeCommandsDocument({
  program: { description: 'Bake.', notes: ['Mind the oven.'], examples: [{ args: 'cakes show plain' }] },
  globalOptions: [{ flags: '--oven <name>', description: 'the oven', default: 'Gas' }],
  commands: [defineGroup({ name: 'cakes', summary: 'all about cakes', verbs: [show] })],
});

it('docs/commands.md is current', () => {
  expect(readFileSync(new URL('../../../docs/commands.md', import.meta.url), 'utf8')).toBe(makeCommandsDocument());
});

it.each([
  { rule: 'lists each command with its summary', line: '| [`cakes show`](#cakes-show) | show a cake | if needed |' },
  { rule: 'has a section for each group', line: '## cakes' },
  { rule: 'has a section for each verb', line: '### cakes show' },
  { rule: 'shows the usage', line: 'npx meta-webhooks cakes show <cake> [options]' },
  { rule: 'lists global options', line: '| `--oven <name>` | the oven | `Gas` |' },
  { rule: 'lists arguments with their choices', line: '| `<cake>` | the cake; one of plain, fruit | required |' },
  { rule: 'lists options with their defaults', line: '| `--slice <n>` | the slice | `1` |' },
  {
    rule: 'describes a default that is no value, and escapes tags',
    line: '| `--out <file>` | write to this file | cake-\\<n>.txt |',
  },
  {
    rule: 'says what can be repeated and what conflicts, and escapes bars',
    line: '| `--with <topping>` | cream \\| sugar; can be repeated; not with --slice |  |',
  },
  { rule: 'says what is required', line: '| `--tin <name>` | the tin | required |' },
  { rule: 'joins the lines of a note', line: 'Cakes are round.' },
  { rule: 'keeps the paragraphs of a note', line: 'Slices are not.' },
  { rule: 'shows the examples', line: 'npx meta-webhooks cakes show plain --tin square' },
])('the document $rule', ({ line }) => {
  expect(document.split('\n')).toContain(line);
});
