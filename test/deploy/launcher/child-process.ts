import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

/** How long a process may take to end by itself when told to. */
const GRACE_MS = 5_000;
const TAIL_LINES = 40;

export interface ChildOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  /** What it is, for people. */
  readonly name: string;
  /** File that takes the output. @default - it goes to this process's own */
  readonly log?: string;
}

/** A process with a process group of its own, so that what it starts ends with it. */
export interface Child {
  /** Resolves when it has ended, however; its exit code, or the signal's name. */
  readonly ended: Promise<number | string>;
  /** Ends it and everything it has started. */
  stop(): Promise<void>;
}

/** Starts a process. It gets no input. */
export function startChild(
  command: string,
  args: readonly string[],
  { env, cwd, log }: Omit<ChildOptions, 'name'>,
): Child {
  const output = log === undefined ? 'inherit' : openSync(log, 'a');
  const child = spawn(command, args, { env, cwd, detached: true, stdio: ['ignore', output, output] });
  if (typeof output === 'number') closeSync(output);
  const ended = waitForEnd(child);
  return {
    ended,
    stop: async () => {
      if (child.pid === undefined) return;
      signalGroup(child.pid, 'SIGTERM');
      await Promise.race([ended, pause(GRACE_MS, undefined, { ref: false })]);
      signalGroup(child.pid, 'SIGKILL');
      await ended;
    },
  };
}

/**
 * Runs a process to its end.
 * @throws Error with the end of its output when it fails, or the signal's reason when `signal` aborts
 */
export async function runChild(
  command: readonly [string, ...string[]],
  options: ChildOptions,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted();
  const [program, ...args] = command;
  const child = startChild(program, args, options);
  const end = await untilAborted(child.ended, signal).finally(() => child.stop());
  if (end !== 0) throw new Error(`${options.name} ended with ${end}${getTail(options.log)}`);
}

/** Waits for something, or for the signal, whose reason is then thrown. */
export async function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const onAbort = (): void => {
    aborted.reject(signal.reason as Error);
  };
  if (signal.aborted) onAbort();
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([work, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

async function waitForEnd(child: ReturnType<typeof spawn>): Promise<number | string> {
  try {
    const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
    return code ?? signal ?? 'no exit code';
  } catch (error) {
    return error instanceof Error ? error.message : String(error); // could not be started
  }
}

function signalGroup(leader: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-leader, signal);
  } catch {
    // nobody of the group is left
  }
}

function getTail(log: string | undefined): string {
  if (log === undefined) return '';
  return `:\n${readFileSync(log, 'utf8').trimEnd().split('\n').slice(-TAIL_LINES).join('\n')}`;
}
