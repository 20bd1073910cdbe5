import { chmodSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startLocalRunProcess } from '../support/browser/local-run.ts';
import { startReceiverCommand, type CommandResult } from '../support/harness/run-receiver.ts';

const FILE = '.meta-webhooks-local.json';
const GENERATE = { META_APP_SECRET: '', META_VERIFY_TOKEN: '' };

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'secrets-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const start = async (environment: Readonly<Record<string, string>> = GENERATE) =>
  startLocalRunProcess([], environment, folder);
const send = async (url: string, environment: Readonly<Record<string, string>> = {}): Promise<CommandResult> =>
  startReceiverCommand(['send', 'page.leadgen', '--local', new URL(url).port], {
    env: { PATH: process.env['PATH'], ...environment },
    cwd: folder,
  }).result;
const secretsIn = (output: string) => /verify token {2}(\S+)\napp secret {4}(\S+)/.exec(output)?.slice(1);

describe('a secret that nobody carries between two terminals', () => {
  it('is the same at the next start, fits into 80 columns, and send --local reads it', async () => {
    const first = await start();
    const secrets = secretsIn(first.output);
    expect(first.output.split('\n').filter((line) => line.length > 80)).toEqual([]);
    await first.stop();
    expect(secrets).toEqual([expect.stringMatching(/^[0-9a-f]{32}$/), expect.stringMatching(/^[0-9a-f]{32}$/)]);
    expect(statSync(join(folder, FILE)).mode & 0o777).toBe(0o600);
    const second = await start();
    try {
      expect(secretsIn(second.output)).toEqual(secrets);
      const { code, stdout, stderr } = await send(second.url);
      expect([code, stdout.slice(0, 4), stderr]).toEqual([0, '200 ', '']);
    } finally {
      await second.stop();
    }
  });

  it('gives way to META_APP_SECRET, in either terminal', async () => {
    const own = { META_APP_SECRET: 'synthetic own secret' };
    const run = await start({ ...GENERATE, ...own });
    try {
      expect(run.output).toContain(
        'app secret    from META_APP_SECRET  (length 20; those of Meta are 32 hex digits)\n',
      );
      expect((await send(run.url, own)).code).toBe(0);
      const { code, stdout } = await send(run.url);
      expect([code, stdout]).toEqual([1, expect.stringContaining('SIGNATURE_MISMATCH')]);
    } finally {
      await run.stop();
    }
  });

  it('is refused by both if other users can read the file', async () => {
    chmodSync(join(folder, FILE), 0o644);
    const hint = `Remove ${FILE}: other users can read it. The next start creates new ones.`;
    await expect(start()).rejects.toThrow(`SECRETS_EXPOSED: ${hint}`);
    const { code, stderr } = await send('http://localhost:3000');
    expect([code, stderr]).toEqual([2, expect.stringContaining(hint)]);
  });
});
