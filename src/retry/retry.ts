/** What follows a failed attempt. */
export interface RetryOptions {
  /**
   * Returns how long to wait before the next attempt, in ms, or undefined to give up.
   * @param attempts - number of attempts so far, starting at 1
   */
  readonly waitMs: (error: unknown, attempts: number) => number | undefined;
  /** Waits. If it throws, for example because a signal aborted, `retry` throws that error. */
  readonly pause: (ms: number) => Promise<unknown>;
}

/**
 * Repeats `attempt` until it succeeds or `waitMs` gives up.
 * @param attempt - receives the number of the attempt, starting at 1
 * @throws the error of the last attempt
 * @example
 * await retry(async () => send(message), { waitMs: (error, attempts) => (attempts < 3 ? 100 : undefined), pause });
 */
export async function retry<T>(attempt: (attempts: number) => Promise<T>, { waitMs, pause }: RetryOptions): Promise<T> {
  for (let attempts = 1; ; attempts += 1) {
    try {
      return await attempt(attempts);
    } catch (error) {
      const ms = waitMs(error, attempts);
      if (ms === undefined) throw error;
      await pause(ms);
    }
  }
}

/** The range of a wait that doubles, in ms. */
export interface Doubling {
  readonly firstMs: number;
  /** @default Infinity */
  readonly maxMs?: number;
}

/**
 * Returns a wait that doubles with each attempt, in ms.
 * @param attempts - number of attempts so far, starting at 1
 */
export function doubledMs({ firstMs, maxMs = Infinity }: Doubling, attempts: number): number {
  return Math.min(maxMs, firstMs * 2 ** (attempts - 1));
}
