import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { buildArgv } from 'jest';
import repository from '../../../package.json' with { type: 'json' };

const PROJECT = join(import.meta.dirname, '../../..');
const NODE = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
const README = readFileSync(join(PROJECT, 'README.md'), 'utf8');

let clone: string;
beforeAll(() => {
  clone = realpathSync(mkdtempSync(join(tmpdir(), 'clone-')));
  for (const path of ['package.json', 'jest.config.js', 'test/support/harness', 'lambdas', 'src']) {
    cpSync(join(PROJECT, path), join(clone, path), { recursive: true });
  }
  symlinkSync(join(PROJECT, 'node_modules'), join(clone, 'node_modules'));
});
afterAll(() => {
  rmSync(clone, { recursive: true });
});

/** Writes the block of the README that begins with the name of a file into that file. */
function writeFromReadme(name: string): void {
  const [, block = ''] = README.split(`\`\`\`ts\n// ${name}\n`);
  mkdirSync(dirname(join(clone, name)), { recursive: true });
  writeFileSync(join(clone, name), block.split('```')[0] ?? '');
}

it("a clone runs the README's test of a consumer, in the file that the README names", () => {
  for (const name of ['consumers/leads.ts', 'test/leads.test.ts']) writeFromReadme(name);
  // The projects of `npm test`
  const args = ['-i', '--selectProjects', 'unit', 'stack', 'integration'];
  const jest = [...NODE, join(PROJECT, 'node_modules/jest/bin/jest.js'), ...args];
  const { status, stderr } = spawnSync(process.execPath, jest, { cwd: clone, encoding: 'utf8', timeout: 60_000 });
  expect(stderr).toContain('PASS unit test/leads.test.ts');
  expect([status, stderr]).toEqual([0, expect.stringContaining('1 passed, 1 total')]);
});

it('npm test -- <file> runs that file only, by the parser of Jest', async () => {
  // npm puts the words after `--` behind the script's own: https://docs.npmjs.com/cli/v11/commands/npm-run
  // The list of projects takes every word up to the next option, so the script ends with one.
  const [, script = ''] = repository.scripts.test.split('jest.js ');
  const parsed: unknown = await buildArgv([...script.split(' '), 'test/leads.test.ts']);
  expect(parsed).toMatchObject({
    _: ['test/leads.test.ts'],
    selectProjects: ['unit', 'stack', 'integration'],
  });
});
