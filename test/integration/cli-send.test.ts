import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CliPorts } from '../../cli/ports.ts';
import { SAMPLES } from '../../local/meta/samples.ts';
import { eventually } from '../deploy/eventually.ts';
import { payload } from '../support/builders/meta.ts';
import { startRecordingServer, type RecordingServer } from '../support/fakes/recording-server.ts';
import { runInProcess, startReceiverCommand, type CommandResult } from '../support/harness/run-receiver.ts';

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
const toLocal = async (...args: readonly string[]): Promise<CommandResult> => send([...args, '--local', port]);

interface Shown {
  readonly 'detail-type': string;
  readonly detail: {
    readonly id: string;
    readonly kind: string;
    readonly entryId: string;
    readonly weak?: true;
    readonly value?: { readonly leadgen_id: string };
  };
}
const api = async <T>(path: string): Promise<T[]> =>
  (await (await fetch(`http://127.0.0.1:${port}/api/${path}`)).json()) as T[];

/** Every event since `before`, once all deliveries are worked off. */
async function eventsSince(before: number): Promise<Shown[]> {
  await eventually(async () =>
    (await api<{ status: number; outcome?: object }>('deliveries')).every(
      ({ status, outcome }) => status !== 200 || outcome !== undefined,
    ),
  );
  const events = await api<Shown>('events');
  return events.slice(0, events.length - before);
}
const eventCount = async (): Promise<number> => (await eventsSince(0)).length;

describe('to the local run', () => {
  it('a sample is accepted and becomes an event', async () => {
    const before = await eventCount();
    const { code, stdout, stderr } = await toLocal('page.leadgen');
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^200 +\d+ ms {2}1 change, \d+ B\n$/);
    expect(await eventsSince(before)).toEqual([expect.objectContaining({ 'detail-type': 'page.leadgen' })]);
  });

  it('each send is a new change, --repeat and --exact are the same one', async () => {
    const before = await eventCount();
    await toLocal('page.leadgen');
    await toLocal('page.leadgen');
    await toLocal('page.leadgen', '--repeat', '3');
    await toLocal('page.leadgen', '--exact');
    await toLocal('page.leadgen', '--exact');
    const leads = (await eventsSince(before)).map(({ detail }) => detail.value?.leadgen_id);
    expect([leads.length, new Set(leads).size]).toEqual([4, 4]);
    expect(leads).toContain('412070000000018'); // as in docs/samples/page.json
  });

  it.each([
    { count: 19, times: ['median', 'max'] },
    { count: 20, times: ['median', 'p95', 'p99', 'max'] },
  ])('--repeat $count says how long the answers took: $times', async ({ count, times }) => {
    const { stdout } = await toLocal('instagram.comments', '--repeat', String(count));
    const posts = `(200 +\\d+ ms {2}1 change, \\d+ B\n){${count}}\n${count} POSTs: ${count} x 200\\.\n`;
    const durations = times.map((name) => `[\\d,]+ ms \\(${name}\\)`).join(', ');
    expect(stdout).toMatch(new RegExp(`^${posts}Response time: ${durations}\\.\n`));
  });

  it.each(['ig.comments', 'wa.messages', 'fb.leadgen'])('the object of %s is a short name', async (sample) => {
    const { code, stdout } = await toLocal(sample);
    expect([code, stdout.split(' ', 1)[0]]).toEqual([0, '200']);
  });

  it('--batch puts number of changes in the body', async () => {
    const before = await eventCount();
    const { stdout } = await toLocal('page.leadgen', '--batch', '40');
    expect(stdout).toMatch(/^200 +\d+ ms {2}40 changes, /);
    expect(new Set((await eventsSince(before)).map(({ detail }) => detail.id)).size).toBe(40);
  });

  it('--entry-id says whose it is', async () => {
    const before = await eventCount();
    await toLocal('page.feed', '--entry-id', '4711');
    expect(await eventsSince(before)).toEqual([
      expect.objectContaining({ detail: expect.objectContaining({ entryId: '4711' }) }),
    ]);
  });

  it('--simulate-retries sends some of it again, and each change is one event', async () => {
    const before = await eventCount();
    const { code, stdout, stderr } = await toLocal(
      'page.leadgen',
      '--batch',
      '60',
      '--simulate-retries',
      '--seed',
      '1',
    );
    expect([code, stderr]).toEqual([0, 'Seed 1. To repeat these groups: --seed 1\n']);
    const sent = [...stdout.matchAll(/^200 .* (\d+) changes?, /gm)].reduce(
      (sum, [, changes]) => sum + Number(changes),
      0,
    );
    expect(sent).toBeGreaterThan(60);
    expect(stdout).toMatch(/60 changes, each accepted at least once\.\n/);
    expect(stdout).toMatch(/\nemitted +60 events\n/);
    expect(stdout).toContain(`\nduplicates kept out  ${sent - 60}\nmissing              0\ntwice                0\n`);
    expect((await eventsSince(before)).length).toBe(60);
  });

  it('--simulate-retries makes up a seed, and says that weak changes are told apart by the time alone', async () => {
    const { stderr } = await send(['page.about', '--simulate-retries', '--local', port], { random: () => 0.5 });
    expect(stderr).toMatch(/^Seed 2147483648\. .*\nChanges of this sample have no id\. [^\n]+\n$/);
  });

  it.each([
    {
      rule: 'a file, byte for byte',
      args: () => ['--file', getFile(payload('edge/unicode-raw-utf8.json'))],
      ports: {},
    },
    {
      rule: 'standard input, byte for byte',
      args: () => ['-'],
      ports: { readStdin: async () => Promise.resolve(payload('user/photos.json')) },
    },
    {
      rule: 'a file, regrouped',
      args: () => ['--file', getFile(payload('messenger/batch-two-pages.json')), '--simulate-retries'],
      ports: {},
    },
  ])('takes $rule', async ({ args, ports }) => {
    const before = await eventCount();
    expect(await send([...args(), '--local', port], ports)).toMatchObject({ code: 0 });
    expect((await eventsSince(before)).length).toBeGreaterThan(0);
  });

  it.each([
    { how: 'wrong', want: 'SIGNATURE_MISMATCH' },
    { how: 'sha1', want: 'MISSING_SIGNATURE' },
    { how: 'none', want: 'MISSING_SIGNATURE' },
  ])('--sign $how is refused, as it should be', async ({ how, want }) => {
    const { code, stdout } = await toLocal('page.leadgen', '--sign', how);
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`^401 +\\d+ ms {2}1 change, \\d+ B {2}${want}: [\\x20-\\x7e]+\\n$`));
  });

  it('what is refused though it should not be ends with 1', async () => {
    const wrong = await send(['page.leadgen', '--local', port], {}, { META_APP_SECRET: 'another' });
    const hint =
      `Another local run may listen on port ${port}. Give the port of yours: --local <port>, or use the app secret ` +
      'that `npm start` or `npx meta-webhooks dev` printed for it. META_APP_SECRET differs from it.';
    expect(wrong).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(new RegExp(`^401 .* SIGNATURE_MISMATCH: ${hint}\\n$`)),
    });
    expect(await toLocal('page.leadgen', '--app', 'shop')).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/^404 .* APP_UNKNOWN: /),
    });
    const all = await send(
      ['page.leadgen', '--batch', '60', '--simulate-retries', '--seed', '3', '--local', port],
      {},
      { META_APP_SECRET: 'another' },
    );
    expect(all).toMatchObject({ code: 1, stdout: expect.stringContaining('60 changes, 60 never accepted.\n') });
  });

  it('with --json one document', async () => {
    const { code, stdout, stderr } = await toLocal('page.leadgen', '--repeat', '2', '--json');
    expect([code, stderr]).toEqual([0, '']);
    const post = { status: 200, ms: expect.any(Number), changes: 1, bytes: expect.any(Number) };
    const ms = { p50: expect.any(Number), p95: expect.any(Number), p99: expect.any(Number), max: expect.any(Number) };
    expect(JSON.parse(stdout)).toEqual({
      url: `http://127.0.0.1:${port}/webhooks/meta`,
      expectedStatus: 200,
      posts: [post, post],
      summary: { posts: 2, statuses: { 200: 2 }, ms, neverAccepted: 0 },
      verdict: { posts: 2, changes: 1, delivered: 2, emitted: 1, duplicates: 1, missing: 0, twice: 0, notCounted: 0 },
    });
  });

  it('in a process of its own, which asks for nothing', async () => {
    const { code, stdout, stderr } = await startReceiverCommand(['send', 'page.leadgen', '--local', port], {
      env: { PATH: process.env['PATH'], ...ENV },
      cwd: folder,
    }).result;
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^200 /);
  });

  it('asks for the secret where none is set, but not where none is needed', async () => {
    const asked: string[] = [];
    const askSecret = async (question: string) => Promise.resolve(asked.push(question) > 0 ? ` ${PLANTED}\n` : '');
    expect(await send(['page.leadgen', '--local', port], { askSecret }, {})).toMatchObject({ code: 0 });
    expect(await send(['page.leadgen', '--local', port, '--secret-from', 'prompt'], { askSecret })).toMatchObject({
      code: 0,
    });
    expect(asked).toEqual(['App secret', 'App secret']);
    for (const how of ['wrong', 'none'])
      expect(await send(['page.leadgen', '--local', port, '--sign', how], {}, {})).toMatchObject({ code: 0 });
  });

  it('takes another variable, and PORT as npm start does', async () => {
    expect(
      await send(['page.leadgen', '--local', '--secret-from', 'env:OTHER'], {}, { OTHER: PLANTED, PORT: port }),
    ).toMatchObject({ code: 0 });
  });
});

describe('the samples', () => {
  it('are listed with what is weak', async () => {
    const { code, stdout } = await send(['--list']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^page\.leadgen +Lead$/m);
    expect(stdout).toMatch(/^page\.about +weak {2}Profile: about$/m);
    const [rows = '', summary] = stdout.split('\n\n');
    expect(rows.split('\n')).toHaveLength(SAMPLES.length + 1);
    expect(summary).toMatch(/^282 samples\. weak: [^\n]+\nNext: npx meta-webhooks send page\.feed\n$/);
  });

  it('with --json too', async () => {
    const { samples } = JSON.parse((await send(['--list', '--json'])).stdout) as { samples: { name: string }[] };
    expect(samples.map(({ name }) => name)).toEqual(SAMPLES.map(({ name }) => name));
    expect(samples[0]).toEqual({
      name: 'page.feed',
      object: 'page',
      field: 'feed',
      kind: 'feed',
      title: 'Feed',
      weak: false,
    });
  });
});

describe('what is posted', () => {
  let server: RecordingServer;
  beforeAll(async () => {
    server = await startRecordingServer(() => ({ status: 200, body: '{}' }));
  });
  afterAll(async () => {
    await server.stop();
  });

  it("has both of Meta's headers over the exact bytes", async () => {
    // Hex HMACs of this fixture under the fixtures' secret, made by openssl: test/fixtures/payloads/expected.jsonl.
    await send(
      ['--file', getFile(payload('page/leadgen-two-numbers.json')), '--url', server.url],
      {},
      { META_APP_SECRET: 'test_app_secret_synthetic' },
    );
    const row = expectedRow('page/leadgen-two-numbers.json');
    const { method, headers, body } = server.calls.at(-1)!;
    expect(body.equals(payload('page/leadgen-two-numbers.json'))).toBe(true);
    expect([method, headers['content-type'], headers['x-hub-signature-256'], headers['x-hub-signature']]).toEqual([
      'POST',
      'application/json',
      `sha256=${row.sha256}`,
      `sha1=${row.sha1}`,
    ]);
  });

  it('--url takes what answers as it is: a redirect is not followed, other bodies are not shown', async () => {
    const odd = await startRecordingServer(({ path }) =>
      path === '/moved'
        ? { status: 302, body: '{"code":"\\u001b[2J"}' }
        : { status: 500, body: '{"code":"MADE_UP","hint":"\\u001b[31m red"}' },
    );
    expect(await send(['page.leadgen', '--url', `${odd.url}/moved`])).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/^302 +\d+ ms {2}1 change, \d+ B\n$/),
    });
    expect(await send(['page.leadgen', '--url', odd.url])).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/^500 .* MADE_UP: \?\[31m red\n$/),
    });
    await odd.stop();
  });
});

function getFile(body: Buffer): string {
  const path = join(folder, 'body.json');
  writeFileSync(path, body);
  return path;
}

function expectedRow(file: string): { sha256: string; sha1: string } {
  const rows = payload('expected.jsonl')
    .toString()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { file: string; sha256: string; sha1: string });
  return rows.find((row) => row.file === file)!;
}
