import { setTimeout as pause } from 'node:timers/promises';
import { VerifyError } from './verify-error.ts';

/** How long and how often to ask, in ms. */
export interface Waiting {
  /** What is waited for, for the error. */
  readonly what: string;
  readonly withinMs: number;
  /** @default 1000 */
  readonly everyMs?: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Asks again and again until the answer is not undefined.
 * @throws {@link VerifyError} TIMED_OUT; the signal's reason when it aborts
 */
export async function waitUntil<T>(ask: () => Promise<T | undefined>, waiting: Waiting): Promise<T> {
  const { what, withinMs, everyMs = 1_000, signal } = waiting;
  const deadlineMs = performance.now() + withinMs;
  for (;;) {
    signal?.throwIfAborted();
    const found = await ask();
    if (found !== undefined) return found;
    if (performance.now() > deadlineMs) {
      throw new VerifyError('TIMED_OUT', {
        message: `${what} did not happen within ${Math.round(withinMs / 1_000)} s`,
        hint: 'Run again. If it repeats, look at the log groups of the stack while a run is under way.',
      });
    }
    await pause(everyMs, undefined, { signal });
  }
}
