import { setTimeout as pause } from 'node:timers/promises';

const POLL_MS = 50;
// A hang ends here: emulator, functions and tests share two cores.
const DEADLINE_MS = 90_000;

/**
 * Looks again and again until something holds.
 * @returns what `look` gave when it was neither `undefined` nor `false`
 * @throws Error naming what was waited for, with the error of the last look if it threw
 */
export async function eventually<T>(peek: () => Promise<T | undefined | false>, withinMs = DEADLINE_MS): Promise<T> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const found = await peek();
    if (found !== undefined && found !== false) return found;
    if (performance.now() > deadline) throw new Error(`still not after ${withinMs / 1000} s: ${peek.toString()}`);
    await pause(POLL_MS);
  }
}
