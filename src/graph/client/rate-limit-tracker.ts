import type { Usage } from './usage.ts';

/** Usage at which a client slows down, and usage at which it stops before Meta rejects calls. Chosen here, 2026-11. */
export interface UsageLimits {
  /** @default 80 */
  readonly slowAtPercent?: number;
  /** @default 95 */
  readonly stopAtPercent?: number;
}

/** Remembers the latest usage and determines the wait before the next call. */
export interface RateLimitTracker {
  /** Records the usage of a response. */
  note(usage: Usage | undefined, nowMs: number): void;
  /** Returns the wait before the next call in ms, 0 for none. `stop` means that calls must stop, not only slow down. */
  wait(nowMs: number): { readonly ms: number; readonly stop: boolean };
  last(): Usage | undefined;
}

/** Time for which the client stops if Meta returns no time. Then one call may check the usage again. */
const STOP_MS = 300_000;
/** Time for which a usage slows the client down: Meta's shortest window. */
const SLOW_MS = 3_600_000;
/** Longest pause between calls, just below the stop. */
const SLOWEST_PAUSE_MS = 5_000;

/** Creates a tracker. Each token needs its own, because each token has its own limits. */
export function createRateLimitTracker({ slowAtPercent = 80, stopAtPercent = 95 }: UsageLimits = {}): RateLimitTracker {
  let reading: { readonly usage: Usage; readonly atMs: number } | undefined;
  const pauseMs = (percent: number): number =>
    (SLOWEST_PAUSE_MS * (percent - slowAtPercent)) / Math.max(1, stopAtPercent - slowAtPercent);
  const stopUntilMs = (usage: Usage, atMs: number): number => {
    if (usage.regainAccessMs > 0) return atMs + usage.regainAccessMs;
    return usage.highestPercent >= stopAtPercent ? atMs + STOP_MS : 0;
  };
  return {
    note: (usage, nowMs) => {
      if (usage) reading = { usage, atMs: nowMs };
    },
    wait: (nowMs) => {
      if (!reading) return { ms: 0, stop: false };
      const { usage, atMs } = reading;
      const stopMs = stopUntilMs(usage, atMs) - nowMs;
      if (stopMs > 0) return { ms: stopMs, stop: true };
      const slow =
        usage.highestPercent >= slowAtPercent && usage.highestPercent < stopAtPercent && nowMs < atMs + SLOW_MS;
      return { ms: slow ? pauseMs(usage.highestPercent) : 0, stop: false };
    },
    last: () => reading?.usage,
  };
}
