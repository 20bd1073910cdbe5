import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Linter } from 'eslint';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { COMPILE_CACHE } from '../support/harness/compile-cache.ts';
import repository from '../../package.json' with { type: 'json' };
import { publishedManifest } from '../../tools/build/manifest.ts';

const SOURCE = join(import.meta.dirname, '../../bin/packed-command.cjs');
const MANIFEST = publishedManifest(repository);
const needs = (present: string): string =>
  `meta-webhooks needs Node.js 22.18 or newer; this is ${present}. ` +
  'Install it, or add it to the app: npm install --save-dev node@24\n';

let installed: string;
beforeAll(() => {
  installed = mkdtempSync(join(tmpdir(), 'packed-'));
  mkdirSync(join(installed, 'dist/esm'), { recursive: true });
  cpSync(SOURCE, join(installed, 'dist/meta-webhooks.cjs'));
  writeFileSync(join(installed, 'package.json'), JSON.stringify(MANIFEST));
  const command = 'process.stdout.write(process.argv.slice(2).join());\nprocess.exitCode = 2;\n';
  writeFileSync(join(installed, 'dist/esm/meta-webhooks.mjs'), command);
});
afterAll(() => {
  rmSync(installed, { recursive: true });
});

/** Runs the command as another version of Node.js would. */
function runAs(version: string): readonly [number | null, string, string] {
  const preload = join(installed, `as-${version}.cjs`);
  writeFileSync(preload, `Object.defineProperty(process, 'version', { value: 'v${version}' });\n`);
  const args = ['-r', preload, join(installed, 'dist/meta-webhooks.cjs'), 'doctor', '--json'];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    encoding: 'utf8',
    timeout: 60_000,
    env: COMPILE_CACHE,
  });
  return [status, stdout, stderr];
}

describe('the command of the package', () => {
  // 22.18.0 is the first that loads TypeScript without a flag: https://nodejs.org/en/blog/release/v22.18.0
  it.each(['18.20.8', '20.20.2', '22.17.1'])(
    'says in one sentence what it needs on Node.js %s, and loads nothing',
    (version) => {
      expect(runAs(version)).toEqual([1, '', needs(version)]);
    },
  );

  it.each(['22.18.0', '24.0.0', '26.1.0-nightly20260401'])(
    'runs on Node.js %s, with arguments and exit code',
    (version) => {
      expect(runAs(version)).toEqual([2, 'doctor,--json', '']);
    },
  );

  it('begins with a file in the syntax of Node.js 18, and one in a newer syntax is found', () => {
    // Node.js 18 has ECMAScript 2022: https://node.green
    const parse = (code: string): readonly (string | undefined)[] =>
      new Linter()
        .verify(code, { languageOptions: { ecmaVersion: 2022, sourceType: 'commonjs' } })
        .filter(({ fatal }) => fatal)
        .map(({ message }) => message);
    expect(parse(readFileSync(SOURCE, 'utf8'))).toEqual([]);
    expect(parse('await using file = open();')).toEqual([expect.stringContaining('Parsing error')]);
  });

  it("has the package's name too, so that npx finds it where nothing is installed", () => {
    // npx takes the first word for the name of a package: https://docs.npmjs.com/cli/v11/commands/npx
    expect(MANIFEST['bin']).toEqual({
      'meta-webhooks': 'dist/meta-webhooks.cjs',
      'meta-webhooks-aws': 'dist/meta-webhooks.cjs',
    });
  });
});
