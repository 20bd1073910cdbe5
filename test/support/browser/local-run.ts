import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { APP_SECRET, sign } from '../builders/meta.ts';

const START = join(import.meta.dirname, '../../../local/start.ts');
/** As in the script `start`: V8 then grows its heap in smaller steps, which halves the memory of a long run. */
const NODE_OPTIONS = ['--heap-growing-percent=20', '--max-semi-space-size=8'];
export const VERIFY_TOKEN = 'synthetic verify token';

/** Waits until something is there, and not for time to pass. */
export async function until<T>(read: () => T | undefined | Promise<T | undefined>, ms = 60_000): Promise<T> {
  const deadline = Date.now() + ms;
  for (;;) {
    const found = await read();
    if (found !== undefined) return found;
    if (Date.now() > deadline) throw new Error(`not there after ${ms} ms: ${String(read)}`);
    await pause(20);
  }
}

/** A running `npm start`. */
export class LocalRunProcess {
  readonly #child: ChildProcess;
  output = '';

  constructor(child: ChildProcess) {
    this.#child = child;
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
  }

  /** Returns the URL of the page. */
  get url(): string {
    return /page {10}(http:\/\/localhost:\d+)/.exec(this.output)?.[1] ?? '';
  }

  /** Resident memory, in MB. Linux only. */
  get residentMb(): number {
    const status = readFileSync(`/proc/${String(this.#child.pid)}/status`, 'utf8');
    return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1_024;
  }

  /** Posts a body as Meta does. */
  async post(body: string | Buffer, headers?: Record<string, string>): Promise<Response> {
    const bytes = Buffer.from(body);
    return fetch(`${this.url}/webhooks/meta`.replace('localhost', '127.0.0.1'), {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(headers ?? { 'x-hub-signature-256': sign(bytes) }) },
      body: new Uint8Array(bytes),
    });
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    await ended;
  }
}

/**
 * Starts `npm start` on a free port, with these options.
 * @param folder - absolute path of the working directory, which may have consumers
 */
export async function startLocalRunProcess(
  args: readonly string[] = [],
  environment: Readonly<Record<string, string>> = {},
  folder = process.cwd(),
): Promise<LocalRunProcess> {
  const child = spawn(process.execPath, [...NODE_OPTIONS, START, '--port', '0', ...args], {
    env: { ...process.env, META_APP_SECRET: APP_SECRET, META_VERIFY_TOKEN: VERIFY_TOKEN, ...environment },
    cwd: folder,
  });
  const run = new LocalRunProcess(child);
  await until(() => {
    if (child.exitCode !== null) throw new Error(run.output);
    return run.output.includes('Ctrl-C') ? true : undefined;
  });
  return run;
}
