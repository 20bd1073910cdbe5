import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { VerifyError } from './verify-error.ts';

/** A Node script to run, and where its output goes. */
export interface Command {
  /** What it is, for the error. */
  readonly name: string;
  /** Path of the script and its arguments. */
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  /** File that takes the output. */
  readonly log: string;
  readonly signal: AbortSignal;
}

const TAIL_LINES = 20;
const GUARD = join(import.meta.dirname, 'guard-child.ts');

/**
 * Runs a script with this Node to its end. When the signal aborts, ends it and everything that it started.
 * @throws {@link VerifyError} COMMAND_FAILED with the end of its output; the signal's reason when it aborts
 */
export async function runCommand({ name, args, env, cwd, log, signal }: Command): Promise<void> {
  signal.throwIfAborted();
  const output = openSync(log, 'a');
  // A process group of its own: Ctrl-C reaches it only through the signal. The guard ends it when the pipe closes.
  const child = spawn(process.execPath, [GUARD, ...args], {
    env,
    cwd,
    detached: true,
    stdio: ['pipe', output, output],
  });
  closeSync(output);
  const stop = (): void => {
    child.stdin?.end();
  };
  signal.addEventListener('abort', stop, { once: true });
  const code = await new Promise<number | string>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (exitCode, exitSignal) => {
      resolve(exitCode ?? exitSignal ?? 'no exit code');
    });
  }).finally(() => {
    signal.removeEventListener('abort', stop);
  });
  signal.throwIfAborted();
  if (code === 0) return;
  const tail = readFileSync(log, 'utf8').trimEnd().split('\n').slice(-TAIL_LINES).join('\n');
  throw new VerifyError('COMMAND_FAILED', {
    message: `${name} ended with ${code}:\n${tail}`,
    hint: 'Fix what the output says, then run again.',
  });
}
