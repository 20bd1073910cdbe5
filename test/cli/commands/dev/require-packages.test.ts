import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from '@jest/globals';

const MODULE = pathToFileURL(join(import.meta.dirname, '../../../../cli/commands/dev/require-packages.ts')).href;
const folder = mkdtempSync(join(tmpdir(), 'require-packages-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function install(name: string, manifest: object): void {
  const place = join(folder, 'node_modules', name);
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, 'package.json'), JSON.stringify({ name, ...manifest }));
  writeFileSync(join(place, 'index.js'), '');
}

install('common', { main: 'index.js' });
install('only-es-module', { type: 'module', exports: { import: './index.js' } });

/** Runs it in Node.js itself: Jest resolves packages in another way. */
function requireIn(names: readonly string[]): unknown {
  const script = `
    import { requirePackages } from ${JSON.stringify(MODULE)};
    try {
      requirePackages(${JSON.stringify(names)}, ${JSON.stringify(join(folder, 'command.mjs'))});
      console.log('{}');
    } catch ({ code, message, hint }) {
      console.log(JSON.stringify({ code, message, hint }));
    }`;
  const args = ['--input-type=module', '-e', script];
  return JSON.parse(spawnSync(process.execPath, args, { encoding: 'utf8', timeout: 60_000 }).stdout);
}

describe('packages that one command needs', () => {
  it('are found if they are installed, also if they have only ES modules', () => {
    expect(requireIn(['common', 'only-es-module'])).toEqual({});
  });

  it('are named with the command that installs the missing ones', () => {
    expect(requireIn(['common', 'absent-one', 'absent-two'])).toEqual({
      code: 'MISSING_PACKAGE',
      message: 'this command needs absent-one and absent-two',
      hint: 'Run `npm install --save-dev absent-one absent-two`, then run the command again.',
    });
  });
});
