import { setTimeout } from 'node:timers/promises';
import { VerifyError } from './verify-error.ts';

/** The time, and how it passes. */
export interface Clock {
  /** Milliseconds since any fixed moment. */
  readonly now: () => number;
  /** Waits. Rejects when the signal aborts. */
  readonly pause: (ms: number, signal?: AbortSignal) => Promise<void>;
}

/** The clock of this machine. */
export const SYSTEM_CLOCK: Clock = {
  now: () => performance.now(),
  pause: async (ms, signal) => setTimeout(ms, undefined, { signal }),
};

/** How long and how often to ask, in ms. */
export interface Waiting {
  /** What is waited for, for the error. */
  readonly what: string;
  readonly withinMs: number;
  /** @default 1000 */
  readonly everyMs?: number;
  readonly signal?: AbortSignal | undefined;
  /** @default - the clock of this machine */
  readonly clock?: Clock;
}

/**
 * Asks again and again until the answer is not undefined.
 * @throws {@link VerifyError} TIMED_OUT; the signal's reason when it aborts
 */
export async function waitUntil<T>(ask: () => Promise<T | undefined>, waiting: Waiting): Promise<T> {
  const { what, withinMs, everyMs = 1_000, signal, clock = SYSTEM_CLOCK } = waiting;
  const deadlineMs = clock.now() + withinMs;
  for (;;) {
    signal?.throwIfAborted();
    const found = await ask();
    if (found !== undefined) return found;
    if (clock.now() > deadlineMs) {
      throw new VerifyError('TIMED_OUT', {
        message: `${what} did not happen within ${Math.round(withinMs / 1_000)} s`,
        hint: 'Run again. If it repeats, look at the log groups of the stack while a run is under way.',
      });
    }
    await clock.pause(everyMs, signal);
  }
}
