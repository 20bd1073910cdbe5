import { spawn, type ChildProcess } from 'node:child_process';
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

function start(environment: Record<string, string>): Run {
  const child = spawn(process.execPath, [START], { env: { ...process.env, ...environment } });
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
beforeAll(async () => {
  run = start({ PORT: '0', META_APP_SECRET: APP_SECRET, META_VERIFY_TOKEN: VERIFY_TOKEN });
  await until(
    () => run.output,
    (output) => output.includes('Ctrl-C'),
  );
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

describe('what it prints', () => {
  it('callback URL and verify token, but not a secret that was given to it', () => {
    expect(run.output).toMatch(/callback URL {2}http:\/\/localhost:\d+\/webhooks\/meta\n/);
    expect(run.output).toContain(`verify token  ${VERIFY_TOKEN}\n`);
    expect(run.output).not.toContain(APP_SECRET);
  });
});

it('the page says without JavaScript where the events are', async () => {
  const html = await (await fetch(base)).text();
  expect(/<noscript>(.*)<\/noscript>/s.exec(html)?.[1]).toContain('<a href="/api/events">/api/events</a>');
});

describe('every answer, over HTTP', () => {
  const body = payload('user/photos.json');
  it.each<{ rule: string; ask: () => Promise<Response>; status: number; code?: string }>([
    {
      rule: 'an unknown app',
      ask: async () => fetch(`${base}/webhooks/other`, { method: 'POST', body: 'x' }),
      status: 404,
      code: 'APP_UNKNOWN',
    },
    {
      rule: 'a body over 4 MiB, even unsigned',
      ask: async () => post(Buffer.alloc(4 * 1024 * 1024 + 1, 32), {}),
      status: 413,
      code: 'BODY_TOO_LARGE',
    },
    { rule: 'an empty body', ask: async () => post(Buffer.alloc(0), {}), status: 400, code: 'BODY_EMPTY' },
    {
      rule: 'a challenge without a token',
      ask: async () => fetch(`${base}/webhooks/meta?hub.mode=subscribe&hub.challenge=1`),
      status: 400,
      code: 'CHALLENGE_MALFORMED',
    },
    {
      rule: 'a wrong token',
      ask: async () => fetch(`${base}/webhooks/meta?hub.mode=subscribe&hub.challenge=1&hub.verify_token=no`),
      status: 403,
      code: 'TOKEN_MISMATCH',
    },
    { rule: 'no signature', ask: async () => post(body, {}), status: 401, code: 'MISSING_SIGNATURE' },
    {
      rule: 'SHA-1 alone',
      ask: async () => post(body, { 'x-hub-signature': 'sha1=75df7b991edb088166645e8c44f839297dc623c1' }),
      status: 401,
      code: 'MISSING_SIGNATURE',
    },
    {
      rule: 'a malformed signature',
      ask: async () => post(body, { 'x-hub-signature-256': 'sha256=xyz' }),
      status: 401,
      code: 'SIGNATURE_MALFORMED',
    },
    {
      rule: 'a signature by another secret',
      ask: async () => post(body, { 'x-hub-signature-256': sign(body, 'other') }),
      status: 401,
      code: 'SIGNATURE_MISMATCH',
    },
    {
      rule: 'a truncated body',
      ask: async () => post(body.subarray(0, -1), { 'x-hub-signature-256': sign(body) }),
      status: 401,
      code: 'SIGNATURE_MISMATCH',
    },
    {
      rule: 'a body parsed and written again',
      ask: async () =>
        post(Buffer.from(JSON.stringify(JSON.parse(payload('edge/unicode-wire-escaped.json').toString()))), {
          'x-hub-signature-256': sign(payload('edge/unicode-wire-escaped.json')),
        }),
      status: 401,
      code: 'SIGNATURE_MISMATCH',
    },
    { rule: 'a body that Meta signed', ask: async () => post(body), status: 200 },
  ])('$rule is answered $status', async ({ ask, status, code }) => {
    const answer = await ask();
    const said = (await answer.json()) as { code?: string };
    expect([answer.status, said.code]).toEqual([status, code]);
    expect([answer.headers.get('cache-control'), answer.headers.get('x-content-type-options')]).toEqual([
      'no-store',
      'nosniff',
    ]);
  });

  it('the challenge comes back character for character', async () => {
    const challenge = ' 1158201444 +%&=<b>"~';
    const query = new URLSearchParams({
      'hub.verify_token': VERIFY_TOKEN,
      'hub.challenge': challenge,
      'hub.mode': 'subscribe',
    });
    const answer = await fetch(`${base}/webhooks/meta?${query.toString()}`);
    expect([answer.status, answer.headers.get('content-type'), await answer.text()]).toEqual([
      200,
      'text/plain; charset=utf-8',
      challenge,
    ]);
  });
});

describe('what arrives', () => {
  it('a delivery becomes one event per change; the same again becomes none', async () => {
    const body = payload('messenger/batch-two-pages.json');
    expect([(await post(body)).status, (await post(body)).status]).toEqual([200, 200]);
    const [second, first] = await until(
      async () => api<Shown>('deliveries'),
      ([newest, older]) => newest?.outcome !== undefined && older?.outcome !== undefined,
    );
    expect([first?.outcome, second?.outcome]).toMatchObject([
      { changes: 3, emitted: 3, duplicates: 0 },
      { changes: 3, emitted: 0, duplicates: 3 },
    ]);
    const events = await api<{ 'detail-type': string; detail: { deliveryId: string } }>('events');
    const ofBoth = events.filter(({ detail }) => [first?.deliveryId, second?.deliveryId].includes(detail.deliveryId));
    expect(ofBoth.map((event) => [event['detail-type'], event.detail.deliveryId])).toEqual(
      Array(3).fill(['page.messages', first?.deliveryId]),
    );
  });

  it('a line per delivery and per event, readable and without anything of the message', async () => {
    const body = Buffer.from(
      JSON.stringify({
        object: 'page',
        entry: [{ id: '\u001b[31m1', time: 1, changes: [{ field: 'f', value: 'planted text' }] }],
      }),
    );
    await post(body);
    const output = await until(
      () => run.output,
      (text) => text.includes('event=page.f'),
    );
    expect(output).toMatch(/ {2}accepted {2}app=meta {2}deliveryId=/);
    expect(output).toContain('entryId=?[31m1');
    expect(output).not.toContain('planted text');
  });

  it('refused bodies are shown too, with the reason', async () => {
    await post(payload('user/photos.json'), {});
    const [newest] = await api<Shown>('deliveries');
    expect(newest).toMatchObject({ app: 'meta', status: 401, code: 'MISSING_SIGNATURE' });
  });
});

it('runs the files of consumers/ on each event that they are for, and prints the outcome', async () => {
  expect((await post(payload('instagram/comments.json'))).status).toBe(200);
  // The thread of the consumer writes its own lines.
  const lines = [/consumer {2}file=log-changes\.ts {2}outcome=done/, /"change","detailType":"instagram\.comments"/];
  const printed = await until(
    () => run.output,
    (output) => lines.every((line) => line.test(output)),
  );
  for (const line of lines) expect(printed).toMatch(line);
});
