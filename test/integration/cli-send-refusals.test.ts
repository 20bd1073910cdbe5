import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CliPorts } from '../../cli/ports.ts';
import { eventually } from '../deploy/eventually.ts';
import { payload } from '../support/builders/meta.ts';
import { runInProcess, type CommandResult } from '../support/harness/run-receiver.ts';

const START = join(import.meta.dirname, '../../local/start.ts');
/** Must never be seen again. */
const PLANTED = 'planted_app_secret_synthetic';

let local: ChildProcess;
let port: string;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'send-'));
  let output = '';
  local = spawn(process.execPath, [START], { env: { ...process.env, PORT: '0', META_APP_SECRET: PLANTED } });
  local.stdout?.on('data', (chunk) => (output += String(chunk)));
  port = await eventually(async () => Promise.resolve(/localhost:(\d+)\/webhooks/.exec(output)?.[1]));
});
afterAll(async () => {
  local.kill('SIGKILL');
  await once(local, 'close');
  expect(readdirSync(folder).filter((name) => name !== 'body.json')).toEqual([]); // nothing was written
  rmSync(folder, { recursive: true });
});

const ENV = { META_APP_SECRET: PLANTED };

/** Without any AWS. */
async function send(
  args: readonly string[],
  ports: Partial<CliPorts> = {},
  env: NodeJS.ProcessEnv = ENV,
): Promise<CommandResult> {
  const connect = async () => Promise.reject(new Error('nobody needs AWS here'));
  const result = await runInProcess(['send', ...args], env, { connect, ...ports });
  expect(result.stdout + result.stderr).not.toContain(PLANTED);
  return result;
}

/** One message: the error with its code, and a hint. No trace. */
const oneMessage = (code: string): RegExp => new RegExp(`^error ${code}: [^\\n]+\\nhint: [^\\n]+\\n$`);

describe('what is wrong is said, with one message', () => {
  it.each([
    { rule: 'nothing to send', args: [], want: 'nothing to send' },
    {
      rule: 'two things to send',
      args: ['page.leadgen', '--file', 'x'],
      want: 'a sample and a file cannot be combined',
    },
    { rule: 'an unknown sample', args: ['page.leads'], want: 'unknown sample page.leads' },
    {
      rule: 'a field of several samples',
      args: ['page.messaging_handovers'],
      want: 'page.messaging_handovers.pass_thread_control',
    },
    {
      rule: 'a file that is not there',
      args: ['--file', '/nonexistent/body.json'],
      want: '/nonexistent/body.json cannot be read (ENOENT)',
    },
    { rule: 'a folder', args: ['--file', tmpdir()], want: 'cannot be read (EISDIR)' },
    {
      rule: 'a batch of a file',
      args: ['--file', 'x', '--batch', '2'],
      want: '--batch, --exact and --entry-id require a sample',
    },
    {
      rule: 'an exact batch',
      args: ['page.leadgen', '--exact', '--batch', '2'],
      want: "cannot be used with option '--batch <n>'",
    },
    {
      rule: 'a batch of Threads',
      args: ['threads.replies', '--batch', '2'],
      want: 'sends each change of threads in its own body',
    },
    { rule: 'a seed alone', args: ['page.leadgen', '--seed', '1'], want: '--seed requires --simulate-retries' },
    {
      rule: 'repeated like Meta',
      args: ['page.leadgen', '--simulate-retries', '--repeat', '2'],
      want: "cannot be used with option '--repeat <n>'",
    },
    { rule: 'no times', args: ['page.leadgen', '--repeat', '0'], want: 'It must be a whole number from 1 to 10000' },
    {
      rule: 'another signature',
      args: ['page.leadgen', '--sign', 'md5'],
      want: 'Allowed choices are right, wrong, sha1, none',
    },
    {
      rule: 'two targets',
      args: ['page.leadgen', '--url', 'http://localhost/'],
      want: "cannot be used with option '--url <url>'",
    },
    { rule: 'an entry id with more in it', args: ['page.leadgen', '--entry-id', '1","x":"'], want: 'It must be an id' },
    {
      rule: 'a variable that is not set',
      args: ['page.leadgen', '--secret-from', 'env:NOT_SET'],
      want: 'the environment variable in --secret-from is not set',
    },
    {
      rule: 'the secret itself',
      args: ['page.leadgen', '--secret-from', PLANTED],
      want: '--secret-from must be prompt, env:NAME or secret:NAME',
    },
    {
      rule: 'the secret itself as a variable',
      args: ['page.leadgen', '--secret-from', `env:${PLANTED}`],
      want: 'the environment variable in --secret-from is not set',
    },
    {
      rule: 'a body that is no JSON, like Meta',
      args: ['-', '--simulate-retries'],
      want: 'the body is not valid UTF-8 JSON',
    },
  ])('$rule', async ({ args, want }) => {
    const { code, stdout, stderr } = await send([...args, '--local', port], {
      readStdin: async () => Promise.resolve(Buffer.from(`{"${PLANTED}`)),
    });
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(oneMessage('[A-Z_]+'));
    expect(stderr).toContain(want);
  });

  it.each(['ftp://localhost/', 'localhost:3000', `http://user:${PLANTED}@localhost/`, `${PLANTED}://x`])(
    'a URL that is none to post to: %s',
    async (url) => {
      const { code, stdout, stderr } = await send(['page.leadgen', '--url', url]);
      expect([code, stdout]).toEqual([2, '']);
      expect(stderr).toMatch(oneMessage('USAGE'));
    },
  );

  it.each([
    { rule: 'a closed port', args: ['--url', `http://127.0.0.1:9/${PLANTED}?x=${PLANTED}`] },
    { rule: 'a host that does not exist', args: ['--url', 'https://receiver.invalid/'] },
    { rule: 'https where there is none', args: ['--url', 'https://127.0.0.1:PORT/'] },
  ])('$rule', async ({ args }) => {
    const { code, stdout, stderr } = await send(['page.leadgen', ...args.map((arg) => arg.replace('PORT', port))]);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(oneMessage('UNREACHABLE_URL'));
  });

  it.each([
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'SELF_SIGNED_CERT_IN_CHAIN',
    'CERT_HAS_EXPIRED',
    'ERR_TLS_CERT_ALTNAME_INVALID',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  ])('a certificate that is refused: %s', async (certificate) => {
    // As Node's fetch throws it.
    const fetch = async () =>
      Promise.reject(
        new TypeError('fetch failed', { cause: Object.assign(new Error('certificate'), { code: certificate }) }),
      );
    const { code, stderr } = await send(['page.leadgen', '--url', 'https://localhost/'], { fetch });
    expect(code).toBe(1);
    expect(stderr).toMatch(oneMessage('CERTIFICATE_REFUSED'));
  });

  it.each([
    { rule: 'no region', says: 'Region is missing', code: 'NO_REGION' }, // as the AWS SDK says it
    { rule: 'an invalid region', says: 'Region not accepted', code: 'NO_REGION' },
  ])('$rule, with the option for the local run', async ({ says, code }) => {
    const { stderr } = await send(['page.leadgen'], { connect: async () => Promise.reject(new Error(says)) });
    expect(stderr).toMatch(oneMessage(code));
    expect(stderr).toMatch(/ To send to the local run, add --local\.\n$/);
  });

  it('nobody there to be asked', async () => {
    const { code, stderr } = await send(['page.leadgen', '--local', port], {}, {});
    expect(code).toBe(2);
    expect(stderr).toMatch(oneMessage('NO_TERMINAL'));
  });

  it('Ctrl-C in between, with what was sent so far', async () => {
    const interrupted = new AbortController();
    let posts = 0;
    const stopping: typeof fetch = async (input, init) => {
      const answer = await fetch(input, init);
      if (init?.method === 'POST' && (posts += 1) === 3) interrupted.abort();
      return answer;
    };
    const { code, stdout, stderr } = await send(['page.leadgen', '--repeat', '50', '--local', port], {
      fetch: stopping,
      signal: interrupted.signal,
    });
    expect(code).toBe(1);
    expect(stderr).toMatch(oneMessage('INTERRUPTED'));
    expect(stdout).toMatch(/POSTs: [23] x 200\./);
  });
});

it('a body that no worker can read is sent, and standard error says where it ends', async () => {
  const file = join(folder, 'body.json');
  writeFileSync(file, '{"object":"instagram","entry":[');
  const broken = await send(['--file', file, '--local', port]);
  expect([broken.code, broken.stdout]).toEqual([0, expect.stringMatching(/^200 /)]);
  expect(broken.stderr).toContain('it ends in the dead-letter queue');
  const rejected = await send(['--file', file, '--local', port, '--sign', 'wrong']);
  expect([rejected.code, rejected.stderr]).toEqual([0, '']);
  writeFileSync(file, payload('user/photos.json'));
  expect((await send(['--file', file, '--local', port])).stderr).toBe('');
});
