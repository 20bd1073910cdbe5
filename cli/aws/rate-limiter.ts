import type { CliPorts } from '../ports.ts';

/**
 * Creates a rate limiter.
 * @param perSecond - maximum number of calls per second, more than 0
 * @returns a function that resolves when the next call is allowed, and rejects if the process is interrupted
 */
export function createRateLimiter(
  perSecond: number,
  { now, pause, signal }: Pick<CliPorts, 'now' | 'pause' | 'signal'>,
): () => Promise<void> {
  let nextMs = now();
  return async () => {
    signal.throwIfAborted();
    const turnMs = Math.max(nextMs, now());
    nextMs = turnMs + 1000 / perSecond;
    const waitMs = turnMs - now();
    if (waitMs > 0) await pause(waitMs, signal);
  };
}
