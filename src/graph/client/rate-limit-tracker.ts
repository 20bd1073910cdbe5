import type { Usage } from './usage.ts';

/** From which usage on a client slows down, and from which it stops before Meta stops it. Chosen here, 2026-11. */
export interface UsageLimits {
  /** @default 80 */
  readonly slowAtPercent?: number;
  /** @default 95 */
  readonly stopAtPercent?: number;
}

/** Remembers the last reading, and says how long to wait before the next call. */
export interface RateLimitTracker {
  /** Keeps what an answer said. */
  note(usage: Usage | undefined, nowMs: number): void;
  /** 0 = call; else how long to wait first, and whether that is a stop rather than a slower pace. */
  wait(nowMs: number): { readonly ms: number; readonly stop: boolean };
  last(): Usage | undefined;
}

/** At the stop, how long a reading without a time of Meta's counts: then one call may look again. */
const STOP_MS = 300_000;
/** How long a reading slows us down: Meta's shortest window. */
const SLOW_MS = 3_600_000;
/** The pause just below the stop. */
const SLOWEST_PAUSE_MS = 5_000;

/** Makes a gauge; each token has its own, for each has its own limits. */
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
