import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

const PROJECT = join(import.meta.dirname, '../..');
const { version, bin } = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8')) as {
  readonly version: string;
  readonly bin: Readonly<Record<string, string>>;
};
const LAUNCHER = bin['meta-webhooks'] ?? '';

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function run(...args: readonly string[]): Promise<Ended> {
  return promisify(execFile)(process.execPath, args, { cwd: PROJECT }).then(
    (ended) => ({ code: 0, ...ended }),
    (error: unknown) => error as Ended,
  );
}

describe('npx meta-webhooks in a clone', () => {
  it('runs the command on the Node that npm ci installed, with its arguments', async () => {
    await expect(run(LAUNCHER, '--version')).resolves.toMatchObject({ code: 0, stdout: `${version}\n` });
  });

  it('ends with the exit code of the command', async () => {
    const { code, stderr } = await run(LAUNCHER, 'send', '--no-such');
    expect([code, stderr]).toEqual([2, expect.stringContaining('hint: Run npx meta-webhooks send --help.')]);
  });
});

describe('before npm ci', () => {
  let clone: string;
  beforeEach(() => {
    clone = mkdtempSync(join(tmpdir(), 'meta-webhooks-clone-'));
    mkdirSync(join(clone, 'bin'));
    cpSync(join(PROJECT, 'bin'), join(clone, 'bin'), { recursive: true });
    cpSync(join(PROJECT, 'package.json'), join(clone, 'package.json'));
  });
  afterEach(() => {
    rmSync(clone, { recursive: true });
  });

  it.each([LAUNCHER, 'bin/require-installed.js'])('%s says so in one sentence, with what to do', async (script) => {
    await expect(run(join(clone, script), 'doctor')).resolves.toMatchObject({
      code: 1,
      stdout: '',
      stderr: 'error NOT_INSTALLED: the packages of this project are not installed\nhint: run npm ci, then try again\n',
    });
  });
});

describe('npm start and npm test', () => {
  it.each(['prestart', 'pretest'])('%s checks that the packages are installed', (name) => {
    const { scripts } = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8')) as {
      readonly scripts: Readonly<Record<string, string>>;
    };
    expect(scripts[name]).toBe('node bin/require-installed.js');
  });
});
