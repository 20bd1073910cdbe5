import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { APP_SECRET, payload, sign } from '../support/builders/meta.ts';

const START = join(import.meta.dirname, '../../local/start.ts');
const VERIFY_TOKEN = 'synthetic verify token';

interface Run {
  readonly process: ChildProcess;
  output: string;
  errors: string;
}

/** A folder of its own: a start keeps the secrets that it generates. */
const folder = mkdtempSync(join(tmpdir(), 'meta-webhooks-local-'));
// A test that failed may have left its process, for which Jest would wait.
const children: ChildProcess[] = [];
afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

function start(environment: Record<string, string>): Run {
  const child = spawn(process.execPath, [START], { cwd: folder, env: { ...process.env, ...environment } });
  children.push(child);
  const run: Run = { process: child, output: '', errors: '' };
  child.stdout.on('data', (chunk) => (run.output += String(chunk)));
  child.stderr.on('data', (chunk) => (run.errors += String(chunk)));
  return run;
}

/** Waits for something to become true, not for time to pass. */
async function until<T>(peek: () => T | Promise<T>, holds: (seen: T) => boolean): Promise<T> {
  const deadline = Date.now() + 20_000;
  for (;;) {
    const seen = await peek();
    if (holds(seen) || Date.now() > deadline) return seen;
    await pause(20);
  }
}

let run: Run;
let base: string;
let tunnel: string;
beforeAll(async () => {
  run = start({ PORT: '0', META_APP_SECRET: APP_SECRET, META_VERIFY_TOKEN: VERIFY_TOKEN });
  await until(
    () => run.output,
    (output) => output.includes('Ctrl-C'),
  );
  tunnel = /for tunnels {3}(http:\/\/localhost:\d+) /.exec(run.output)?.[1]?.replace('localhost', '127.0.0.1') ?? '';
  base =
    /callback URL {2}(http:\/\/localhost:\d+)\/webhooks\/meta/
      .exec(run.output)?.[1]
      ?.replace('localhost', '127.0.0.1') ?? '';
});
afterAll(() => {
  run.process.kill('SIGKILL');
});

const post = async (
  rawBody: Buffer,
  headers: Record<string, string> = { 'x-hub-signature-256': sign(rawBody) },
): Promise<Response> =>
  fetch(`${base}/webhooks/meta`, {
    method: 'POST',
    body: new Uint8Array(rawBody),
    headers: { 'content-type': 'application/json', ...headers },
  });
const api = async <T>(path: string): Promise<T[]> => (await (await fetch(`${base}/api/${path}`)).json()) as T[];

interface Shown {
  readonly deliveryId: string;
  readonly status: number;
  readonly code?: string;
  readonly outcome?: { readonly changes: number; readonly emitted: number; readonly duplicates: number };
}

const ask = async (path: string, headers: Record<string, string>, at = base): Promise<number | undefined> => {
  const [answer] = (await once(request(new URL(path, at), { headers }).end(), 'response')) as [
    { statusCode?: number; resume: () => void },
  ];
  answer.resume();
  return answer.statusCode;
};

describe('behind a tunnel', () => {
  it.each([
    {
      rule: 'a host that is not local sees no events',
      path: '/api/events',
      headers: { host: 'x.tunnel.example' },
      status: 404,
    },
    {
      rule: 'a forwarded request sees no deliveries',
      path: '/api/deliveries',
      headers: { 'x-forwarded-for': '203.0.113.9' },
      status: 404,
    },
    {
      rule: 'nor does one that a proxy passed on under another name',
      path: '/api/events',
      headers: { forwarded: 'for=203.0.113.9' },
      status: 404,
    },
    {
      rule: 'or a tunnel that rewrites the host',
      path: '/api/events',
      headers: { host: 'localhost', 'cf-connecting-ip': '203.0.113.9' },
      status: 404,
    },
    {
      rule: 'nor does a page of another site',
      path: '/api/events',
      headers: { origin: 'https://evil.example' },
      status: 404,
    },
    {
      rule: 'nor one on another port of this machine',
      path: '/api/events',
      headers: { origin: 'http://localhost:1' },
      status: 404,
    },
    { rule: 'this machine sees both', path: '/api/events', headers: {}, status: 200 },
    {
      rule: 'the callback URL answers whoever asks',
      path: '/webhooks/meta',
      headers: { host: 'x.tunnel.example' },
      status: 400,
    },
  ])('$rule', async ({ path, headers, status }) => {
    expect(await ask(path, headers as Record<string, string>)).toBe(status);
  });
});

describe('the port for tunnels', () => {
  it.each([
    { rule: 'does not show events, whatever a raw tunnel lets its caller claim', path: '/api/events', status: 404 },
    { rule: 'does not show deliveries', path: '/api/deliveries', status: 404 },
    { rule: 'does not serve a page', path: '/', status: 404 },
    { rule: 'answers at the callback URL', path: '/webhooks/meta', status: 400 },
  ])('$rule', async ({ path, status }) => {
    expect(await ask(path, { host: 'localhost' }, tunnel)).toBe(status);
  });

  it('takes what Meta signed, which the main port then shows', async () => {
    const body = payload('edge/unicode-wire-escaped.json');
    const answer = await fetch(`${tunnel}/webhooks/meta`, {
      method: 'POST',
      body: new Uint8Array(body),
      headers: { 'x-hub-signature-256': sign(body) },
    });
    expect(answer.status).toBe(200);
    expect((await api<Shown>('deliveries'))[0]).toMatchObject({ status: 200 });
  });

  it('is another free one where the chosen one is taken', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    const other = start({ PORT: '0', TUNNEL_PORT: String(port) });
    const output = await until(
      () => other.output,
      (text) => text.includes('Ctrl-C'),
    );
    const chosen = Number(/for tunnels {3}http:\/\/localhost:(\d+)/.exec(output)?.[1]);
    expect(chosen).toBeGreaterThan(0);
    expect(chosen).not.toBe(port);
    other.process.kill('SIGKILL');
    taken.close();
  });
});

describe('uploads that break off', () => {
  it('leave a line each at most, and no stack trace', async () => {
    const before = { output: run.output.length, errors: run.errors.length };
    for (let uploads = 0; uploads < 20; uploads += 1) {
      const upload = request(new URL('/webhooks/meta', base), {
        method: 'POST',
        headers: { 'content-length': '1000', 'x-hub-signature-256': `sha256=${'0'.repeat(64)}` },
      });
      upload.on('error', () => undefined);
      await new Promise<void>((sent) => {
        upload.write('{"object":', () => {
          sent();
        });
      });
      upload.destroy();
    }
    await post(payload('user/photos.json'), {}); // answered after those, so that what they print is there
    const lines = run.output.slice(before.output).trimEnd().split('\n');
    expect(lines.length).toBeLessThanOrEqual(21);
    expect(lines.filter((line) => /^\s+at |Error:/.test(line))).toEqual([]);
    expect(run.errors.slice(before.errors)).toBe('');
  });
});

describe('starting and stopping', () => {
  const exit = async ({ process: child }: Run): Promise<number> =>
    child.exitCode ?? ((await once(child, 'exit')) as [number])[0];

  it('a bad PORT is what is wrong and what to do, and a non-zero exit', async () => {
    const bad = start({ PORT: 'abc' });
    expect(await exit(bad)).toBe(1);
    expect([bad.output, bad.errors]).toEqual([
      '',
      'error: PORT is "abc"\nhint: Use a whole number from 1 to 65535, or 0 for a free port.\n',
    ]);
  });

  it('a port in use is what is wrong and what to do, and a non-zero exit', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    const second = start({ PORT: String(port) });
    expect(await exit(second)).toBe(1);
    expect(second.errors).toBe(
      `error: port ${port} is in use\nhint: Stop the program that uses it, or choose another port with --port.\n`,
    );
    taken.close();
  });

  it('secrets that nobody gave are made up and shown', async () => {
    const other = start({ PORT: '0', META_APP_SECRET: '', META_VERIFY_TOKEN: '' });
    const output = await until(
      () => other.output,
      (text) => text.includes('Ctrl-C'),
    );
    expect(output).toMatch(/verify token {2}[0-9a-f]{32}\napp secret {4}[0-9a-f]{32}\n {14}\(kept in /);
    other.process.kill('SIGTERM');
    expect(await exit(other)).toBe(0);
  });

  it('Ctrl-C ends it cleanly', async () => {
    run.process.kill('SIGINT');
    expect(await exit(run)).toBe(0);
    expect(run.output.trimEnd().split('\n').at(-1)).toBe('stopping');
    expect(run.errors).toBe('');
  });
});
