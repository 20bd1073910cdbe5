import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { COMPILE_CACHE } from '../support/harness/compile-cache.ts';

const PROJECT = join(import.meta.dirname, '../..');
const NOT_INSTALLED = 'The dependencies are not installed. Run `npm ci` first.\n';

let clone: string;
beforeAll(() => {
  clone = mkdtempSync(join(tmpdir(), 'clone-'));
  for (const name of ['bin', 'package.json']) cpSync(join(PROJECT, name), join(clone, name), { recursive: true });
});
afterAll(() => {
  rmSync(clone, { recursive: true });
});

interface Manifest {
  readonly bin: Readonly<Record<string, string>>;
  readonly scripts: Readonly<Record<string, string>>;
  readonly version: string;
}
const manifest = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8')) as Manifest;
const LAUNCHER = manifest.bin['meta-webhooks'] ?? '';

function run(cwd: string, args: readonly string[]): readonly [number | null, string, string] {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd,
    encoding: 'utf8',
    timeout: 60_000,
    env: COMPILE_CACHE,
  });
  return [status, stdout, stderr];
}

describe('before npm ci, one sentence says what to do', () => {
  it('for the command', () => {
    expect(run(clone, [LAUNCHER, 'doctor'])).toEqual([1, '', NOT_INSTALLED]);
  });

  it.each(['start', 'test'])('for npm %s', (name) => {
    const [node, ...args] = (manifest.scripts[name] ?? '').split(' ');
    expect(node).toBe('node');
    expect(run(clone, args)).toEqual([1, '', NOT_INSTALLED]);
  });
});

describe('the launcher', () => {
  it('passes arguments, output and the exit code of 0', () => {
    expect(run(PROJECT, [LAUNCHER, '--version'])).toEqual([0, `${manifest.version}\n`, '']);
  });

  it('passes the exit code of 2', () => {
    const [code, stdout, stderr] = run(PROJECT, [LAUNCHER, 'send', '--nonsense']);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain('hint: Run `npx meta-webhooks send --help`.');
  });
});
