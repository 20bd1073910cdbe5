import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { CommandSpec } from '../../cli/framework/define-command.ts';
import { createProgram, PROGRAM } from '../../cli/program.ts';
import { COMMANDS } from '../../cli/registry.ts';

const FOLDERS = join(import.meta.dirname, '../../cli/commands');

/** Every command with what users type for it. */
const ALL = COMMANDS.flatMap((spec) =>
  'verbs' in spec
    ? spec.verbs.map((verb) => ({ path: `${spec.name} ${verb.name}`, command: verb }))
    : [{ path: spec.name, command: spec }],
);
const EXAMPLES = ALL.flatMap(({ path, command }) =>
  command.examples.map(({ args }) => ({ line: `${path} ${args}`.trim(), command })),
);

/** Parses a command line, and returns the commands that would run. */
async function parse(line: string): Promise<readonly CommandSpec[]> {
  const parsed: CommandSpec[] = [];
  const program = createProgram(
    (command) => {
      parsed.push(command);
      return Promise.resolve();
    },
    { out: () => undefined, err: () => undefined },
  );
  await program.parseAsync(line.split(' '), { from: 'user' });
  return parsed;
}

describe('every command', () => {
  it.each(ALL)('$path has a summary in one line, lowercase and without a period', ({ command }) => {
    expect(command.summary).toMatch(/^[a-z].*[^.]$/);
  });

  it.each(ALL)('$path has an example', ({ command }) => {
    expect(command.examples.length).toBeGreaterThan(0);
  });

  it.each(ALL)('$path has a description for each argument and option', ({ command }) => {
    const texts = [...command.arguments, ...command.options].map(({ description }) => description);
    expect(texts.filter((text) => text === '')).toEqual([]);
  });

  it.each(ALL)('$path has notes that fit into 80 columns', ({ command }) => {
    expect(command.notes.flatMap((note) => note.split('\n')).filter((line) => line.length > 80)).toEqual([]);
  });
});

describe('the parser accepts every example', () => {
  it.each(EXAMPLES)('$line', async ({ line, command }) => {
    expect(await parse(line)).toEqual([command]);
  });

  it.each(PROGRAM.examples)('of the program: $args', async ({ args }) => {
    expect(await parse(args)).toHaveLength(1);
  });

  it.each([
    { line: 'archive list', code: 'commander.missingMandatoryOptionValue' },
    { line: 'archive list --from 2h --until 1h', code: 'commander.unknownOption' },
    { line: 'send page.leadgen --exact --batch 2', code: 'commander.conflictingOption' },
    { line: 'dead-letters list --limit many', code: 'commander.invalidArgument' },
    { line: 'listen --forward http://hooks.example.com/', code: 'USAGE' },
  ])('but rejects $line', async ({ line, code }) => {
    await expect(parse(line)).rejects.toMatchObject({ code });
  });
});

describe('the folders of commands', () => {
  it('are the commands of the registry', () => {
    expect(COMMANDS.map(({ name }) => name).sort()).toEqual(readdirSync(FOLDERS).sort());
  });

  it.each(COMMANDS)('$name has command.ts, and run.ts or a file per verb', (spec) => {
    const handlers = 'verbs' in spec ? spec.verbs.map(({ name }) => `${name}.ts`) : ['run.ts'];
    expect(readdirSync(join(FOLDERS, spec.name))).toEqual(expect.arrayContaining(['command.ts', ...handlers]));
  });
});
