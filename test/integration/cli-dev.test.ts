import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { until } from '../support/browser/local-run.ts';

const COMMAND = join(import.meta.dirname, '../../bin/meta-webhooks.ts');
const folder = mkdtempSync(join(tmpdir(), 'cli-dev-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** A run that must not start. */
function refuse(args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  const env = { ...process.env, META_APP_SECRET: 'synthetic', META_VERIFY_TOKEN: 'synthetic', ...environment };
  const { status, stderr } = spawnSync(process.execPath, [COMMAND, 'dev', ...args], {
    cwd: folder,
    env,
    encoding: 'utf8',
    timeout: 60_000,
  });
  return { status, stderr };
}

describe('meta-webhooks dev', () => {
  it('prints the URLs as one document with --json, and ends with 0 on a signal', async () => {
    const args = [COMMAND, 'dev', '--port', '0', '--json'];
    const child = spawn(process.execPath, args, { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    const { page, callbackUrl } = await until(() => (output.endsWith('}\n') ? parse(output) : undefined));
    expect([callbackUrl, (await fetch(page!)).status]).toEqual([`${page!}/webhooks/meta`, 200]);
    child.kill('SIGTERM');
    const [code] = (await once(child, 'exit')) as [number];
    expect([code, Object.keys(parse(output))]).toEqual([0, ['page', 'callbackUrl', 'forTunnels']]);
  });

  it('says that the port is in use', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    expect(refuse(['--port', String(port)])).toEqual({
      status: 1,
      stderr:
        `error DEV_NOT_STARTED: port ${port} is in use\n` +
        `hint: Stop the program that uses it, or choose another port with --port.\n`,
    });
    taken.close();
  });

  it.each([
    { rule: 'a port that is none', args: ['--port', '70000'], says: 'from 1 to 65535' },
    { rule: 'a tunnel program that it does not know', args: ['--tunnel', 'other'], says: 'cloudflared' },
    { rule: 'a URL of another machine without TLS', args: ['--forward', 'http://192.0.2.1/'], says: 'https URL' },
  ])('takes $rule for wrong usage', ({ args, says }) => {
    expect(refuse(args)).toEqual({ status: 2, stderr: expect.stringContaining(says) as unknown });
  });

  it.each<{ rule: string; environment: Readonly<Record<string, string>>; says: string }>([
    { rule: 'a PORT that is none', environment: { PORT: 'abc' }, says: 'PORT is "abc"' },
    { rule: 'kept secrets that others can read', environment: { META_APP_SECRET: '' }, says: 'other users can read' },
  ])('does not start with $rule', ({ environment, says }) => {
    const kept = join(folder, '.meta-webhooks-local.json');
    writeFileSync(kept, '{}');
    chmodSync(kept, 0o644);
    const { status, stderr } = refuse([], environment);
    expect([status, stderr]).toEqual([1, expect.stringContaining(says)]);
    expect(stderr).toMatch(/^error DEV_NOT_STARTED: /);
  });
});

const parse = (output: string): Readonly<Record<string, string>> =>
  JSON.parse(output) as Readonly<Record<string, string>>;
