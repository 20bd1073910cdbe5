import type { CliPorts } from '../ports.ts';

/**
 * Makes a pace-maker: each call resolves when its turn has come, at most so many a second.
 * @param perSecond - more than 0
 * @returns rejects when the process is interrupted
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
