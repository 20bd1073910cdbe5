import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { signatureHeader } from '../../src/testing/signature-header.ts';

const APP_SECRET = 'compared_app_secret';
const POLL_MS = 10;
/** Time limit for a delivery with a thousand changes, many times what a slow machine needs. */
const LIMIT_MS = 60_000;
/** Matches the log line of a delivery that the worker dead-letters, which has no outcome. */
const GIVEN_UP = /dead.letter/;
const FIXED_WORLD = join(import.meta.dirname, 'fixed-world.ts');
/** Entry points of `npm start`: the current one, and the one before the layout changed. */
const ENTRIES = ['local/start.ts', 'tools/dev-server/start.ts'];

/** Observed result of one POST. */
export interface Observed {
  readonly status: number;
  readonly response: string;
  /** Events in the order of the bus. */
  readonly events: readonly unknown[];
}

/** A local run of one checkout. */
export interface LocalRun {
  readonly port: string;
  post(body: Buffer): Promise<Observed>;
  stop(): Promise<void>;
}

interface Delivery {
  readonly deliveryId?: string;
  readonly outcome?: { readonly emitted: number };
}

/**
 * Starts `npm start` of a checkout with a fixed clock.
 * @param checkout - a folder with `node_modules`
 */
export async function startLocalRun(checkout: string): Promise<LocalRun> {
  const entry = ENTRIES.find((file) => existsSync(join(checkout, file)));
  if (entry === undefined) throw new Error(`${checkout} has none of ${ENTRIES.join(', ')}`);
  const child = spawn(process.execPath, ['--import', FIXED_WORLD, entry], {
    cwd: checkout,
    env: { ...process.env, PORT: '0', META_APP_SECRET: APP_SECRET, META_VERIFY_TOKEN: 'compared' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let givenUp = 0;
  child.stdout.on('data', (chunk: Buffer) => {
    if (GIVEN_UP.test(String(chunk))) givenUp += 1;
  });
  const port = await getPort(child);
  const url = `http://127.0.0.1:${port}`;
  const api = async <T>(path: string): Promise<T> => (await (await fetch(`${url}/api/${path}`)).json()) as T;
  return {
    port,
    post: async (body) => {
      const givenUpBefore = givenUp;
      const response = await send(`${url}/webhooks/meta`, body);
      const text = await response.text();
      if (response.status !== 200) return { status: response.status, response: text, events: [] };
      const deliveryId = await settled(api, () => givenUp > givenUpBefore);
      const events = await api<readonly { detail: { deliveryId: string } }[]>('events');
      const own = events.filter(({ detail }) => detail.deliveryId === deliveryId).reverse();
      return { status: response.status, response: text, events: own };
    },
    stop: async () => {
      child.kill('SIGTERM');
      if (child.exitCode === null) await once(child, 'exit');
    },
  };
}

async function send(url: string, body: Buffer): Promise<Response> {
  const headers = { 'content-type': 'application/json', ...signatureHeader(body, APP_SECRET) };
  return fetch(url, { method: 'POST', headers, body: new Uint8Array(body) });
}

/** Waits until the worker has an outcome for the latest delivery, or has dead-lettered it. */
async function settled(api: <T>(path: string) => Promise<T>, isGivenUp: () => boolean): Promise<string | undefined> {
  for (let waitedMs = 0; waitedMs < LIMIT_MS; waitedMs += POLL_MS) {
    const [newest] = await api<readonly Delivery[]>('deliveries');
    if (newest?.outcome !== undefined || isGivenUp()) return newest?.deliveryId;
    await pause(POLL_MS);
  }
  throw new Error('the worker has no outcome for a delivery that was accepted');
}

async function getPort(child: ChildProcess): Promise<string> {
  let output = '';
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  child.stdout?.on('data', (chunk: Buffer) => {
    output += String(chunk);
    const port = /callback URL {2}http:\/\/localhost:(\d+)\//.exec(output)?.[1];
    if (port !== undefined) resolve(port);
  });
  child.once('exit', () => {
    reject(new Error(`npm start ended: ${output}`));
  });
  return promise;
}
