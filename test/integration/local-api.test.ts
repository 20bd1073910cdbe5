import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { loadPage } from '../../local/server/bundle-page.ts';
import { startLocalRunProcess, until, type LocalRunProcess } from '../support/browser/local-run.ts';
import { commentsBody } from '../support/builders/meta.ts';

let run: LocalRunProcess;
let base: string;
let token: string;
beforeAll(async () => {
  run = await startLocalRunProcess();
  base = run.url.replace('localhost', '127.0.0.1');
  token = /page-token" content="([0-9a-f]{32})"/.exec(await (await fetch(base)).text())?.[1] ?? '';
});
afterAll(async () => {
  await run.stop();
});

interface Listed {
  readonly id: string;
  readonly revision: number;
}
const list = async (): Promise<Listed[]> => (await (await fetch(`${base}/api/deliveries`)).json()) as Listed[];
const act = async (path: string, headers: Record<string, string>, body = '{}'): Promise<number> =>
  (
    await fetch(`${base}/api/page/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    })
  ).status;

/** Reads the stream until it has said this often that deliveries changed. */
async function readStream(
  since: string,
  updates: number,
): Promise<{ readonly ids: Set<string>; readonly text: string }> {
  const stopping = new AbortController();
  const response = await fetch(`${base}/api/stream`, { headers: { 'last-event-id': since }, signal: stopping.signal });
  const decoder = new TextDecoder();
  let text = '';
  const ids = (): Set<string> =>
    new Set(
      [...text.matchAll(/event: deliveries\ndata: (.*)\n\n/g)].flatMap(([, data = '[]']) =>
        (JSON.parse(data) as Listed[]).map(({ id }) => id),
      ),
    );
  for await (const chunk of response.body as ReadableStream<Uint8Array>) {
    text += decoder.decode(chunk, { stream: true });
    if (ids().size >= updates && text.includes('event: status')) break;
  }
  stopping.abort();
  return { ids: ids(), text };
}

describe('who may act', () => {
  it.each<{ rule: string; headers: () => Record<string, string>; status: number }>([
    {
      rule: 'our page, with its token and origin',
      headers: () => ({ 'x-page-token': token, origin: base }),
      status: 400,
    },
    { rule: 'not a request without the token', headers: () => ({ origin: base }), status: 403 },
    {
      rule: 'not one with another token',
      headers: () => ({ 'x-page-token': '0'.repeat(32), origin: base }),
      status: 403,
    },
    { rule: 'not one with the token and no origin', headers: () => ({ 'x-page-token': token }), status: 403 },
    {
      rule: 'not a page of another port',
      headers: () => ({ 'x-page-token': token, origin: 'http://127.0.0.1:1' }),
      status: 404,
    },
    {
      rule: 'not what a browser says comes from another site',
      headers: () => ({ 'x-page-token': token, origin: base, 'sec-fetch-site': 'same-site' }),
      status: 404,
    },
    {
      rule: 'not what came through a tunnel',
      headers: () => ({ 'x-page-token': token, origin: base, 'x-forwarded-for': '203.0.113.9' }),
      status: 404,
    },
  ])('$rule', async ({ headers, status }) => {
    expect(await act('faults', headers())).toBe(status);
  });

  it('shows the verify token to the page only', async () => {
    expect((await fetch(`${base}/api/page/setup`)).status).toBe(403);
  });
});

describe('what the page may ask', () => {
  it.each([
    { rule: 'a body that is no JSON', path: 'send', body: 'no' },
    { rule: 'an unknown signature', path: 'send', body: '{"body":"{}","signature":"maybe"}' },
    { rule: 'an unknown service', path: 'faults', body: '{"target":"moon","broken":true,"seconds":1}' },
    { rule: 'a fault that never ends', path: 'faults', body: '{"target":"bus","broken":true,"seconds":601}' },
    { rule: 'too many changes', path: 'simulations', body: '{"changes":1001}' },
    { rule: 'a simulation of a weak sample', path: 'simulations', body: '{"changes":1,"sample":"page.about"}' },
  ])('$rule is refused', async ({ path, body }) => {
    expect(await act(path, { 'x-page-token': token, origin: base }, body)).toBe(400);
  });

  it.each(['send', 'deliveries/none/send', 'deliveries/none/replay'])(
    'what is not there is a 404: %s',
    async (path) => {
      expect(await act(path, { 'x-page-token': token, origin: base }, '{"sample":"no.such"}')).toBe(404);
    },
  );
});

describe('the stream', () => {
  it('sends after a reconnect each delivery that has changed since, and no other', async () => {
    await run.post(commentsBody(['1']));
    // The result of the file in consumers/ is the last change of the delivery.
    await until(() => /log-changes\.ts.*done/.exec(run.output) ?? undefined);
    const position = await until(async () => {
      const response = await fetch(`${base}/api/deliveries`);
      const [newest] = (await response.json()) as { state: string }[];
      return newest?.state === 'processed' ? (response.headers.get('x-stream-position') ?? '') : undefined;
    });
    const [known] = await list();
    await run.post(commentsBody(['2']));
    await run.post(commentsBody(['3']));
    const { ids } = await readStream(position, 2);
    const all = (await list()).map(({ id }) => id);
    expect(ids).toEqual(new Set(all.filter((id) => id !== known?.id && all.indexOf(id) < 2)));
  });

  it('tells a client of an earlier start to load everything again', async () => {
    const { text } = await readStream('another-7', 1);
    expect(text).toContain('event: reset\n');
  });
});

describe('the bundle', () => {
  it('is at most 150 KB, compressed, with nothing inline and nothing from elsewhere', async () => {
    const { script, style, html } = await loadPage();
    expect(gzipSync(script).byteLength + gzipSync(style).byteLength + gzipSync(html).byteLength).toBeLessThan(
      150 * 1_024,
    );
    expect(html).not.toMatch(/https?:|<script>|style=/);
  });
});
