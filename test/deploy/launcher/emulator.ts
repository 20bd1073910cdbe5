import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startChild, type Child } from './child-process.ts';

const START_MS = 60_000;
const POLL_MS = 100;
/** A free port may be somebody else's by the time we take it. */
const MAX_TRIES = 3;

export interface EmulatorOptions {
  readonly python: string;
  /** Folder for its log and everything that it unpacks. */
  readonly folder: string;
  /** Search path; its first `node` runs the Lambdas. */
  readonly path: string;
  /** File that takes each decision about a role's permissions, one JSON line each. */
  readonly decisions: string;
  /** The port, if it is free. @default - any free one */
  readonly port?: number | undefined;
}

const LAUNCHER = join(import.meta.dirname, 'enforcing_ministack.py');

/** MiniStack, on a port of its own, enforcing IAM. Its Lambdas are Node processes of this machine. */
export interface Emulator {
  /** e.g. `http://127.0.0.1:49152` */
  readonly endpoint: string;
  /** Resolves when it has ended, however. */
  readonly ended: Promise<number | string>;
  stop(): Promise<void>;
}

/**
 * Starts it, empty.
 * @throws Error when it does not come up within a minute
 */
export async function startEmulator(options: EmulatorOptions, signal: AbortSignal): Promise<Emulator> {
  for (let tries = 1; ; tries += 1) {
    const port = await freePort(options.port);
    // The health answer repeats this, so that no other emulator is taken for ours.
    const edition = randomUUID();
    const child = launch(options, { port, edition });
    const endpoint = `http://127.0.0.1:${port}`;
    try {
      await untilHealthy(child, { endpoint, edition }, signal);
      return { endpoint, ended: child.ended, stop: async () => child.stop() };
    } catch (error) {
      await child.stop();
      if (tries === MAX_TRIES || signal.aborted) throw error;
    }
  }
}

/** Nothing of the caller's environment gets in: no credentials, no endpoints, no settings of another emulator. */
function launch(
  { python, folder, path, decisions }: EmulatorOptions,
  { port, edition }: { port: number; edition: string },
): Child {
  const temporary = join(folder, 'emulator');
  mkdirSync(temporary, { recursive: true });
  const env = {
    PATH: path,
    HOME: temporary,
    TMPDIR: temporary,
    LANG: 'C.UTF-8',
    PYTHONUNBUFFERED: '1',
    BIND_HOST: '127.0.0.1',
    GATEWAY_PORT: String(port),
    MINISTACK_EDITION: edition,
    NO_PROXY: '*',
    AUTH: 'true',
    IAM_DECISIONS: decisions,
  };
  return startChild(python, [LAUNCHER], { env, cwd: temporary, log: join(folder, 'emulator.log') });
}

async function untilHealthy(
  child: Child,
  { endpoint, edition }: { endpoint: string; edition: string },
  signal: AbortSignal,
): Promise<void> {
  const deadline = AbortSignal.any([signal, AbortSignal.timeout(START_MS)]);
  let end: number | string | undefined;
  void child.ended.then((how) => {
    end = how;
  });
  while (!(await isHealthy(endpoint, edition))) {
    if (end !== undefined) throw new Error(`the emulator ended with ${end} before it was ready`);
    deadline.throwIfAborted();
    await pause(POLL_MS);
  }
}

async function isHealthy(endpoint: string, edition: string): Promise<boolean> {
  try {
    const answer = await fetch(`${endpoint}/_ministack/health`, { signal: AbortSignal.timeout(2_000) });
    return answer.ok && ((await answer.json()) as { edition?: string }).edition === edition;
  } catch {
    return false;
  }
}

/** @param wanted - is returned if nobody listens there */
async function freePort(wanted = 0): Promise<number> {
  const server = createServer();
  server.listen(wanted, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch (error) {
    if (wanted !== 0 && (error as NodeJS.ErrnoException).code === 'EADDRINUSE') return freePort();
    throw error;
  }
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
