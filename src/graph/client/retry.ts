import type { GraphError } from './graph-error.ts';
import { doubledMs } from '../../retry/retry.ts';

/** Input of {@link waitBeforeRetryMs}. */
export interface RetryQuestion {
  readonly error: GraphError;
  /** Number of attempts so far, starting at 1. */
  readonly attempts: number;
  readonly maxAttempts: number;
  /** True if the request may be processed twice. */
  readonly repeatable: boolean;
  /** Remaining time of the call, in ms. */
  readonly remainingMs: number;
  /** Returns a random number from 0 to 1. */
  readonly random: () => number;
}

const FIRST_MS = { soon: 500, 'when-allowed': 5_000 } as const;
const LONGEST_MS = 20_000;

/**
 * Returns the wait before the next attempt: full jitter over a doubling range, or slightly more than the wait that Meta
 * requests, so that clients do not retry at the same time.
 * @returns ms, or undefined for no retry: it cannot help, the request may have been processed and must not be processed
 *   twice, or the wait would exceed the remaining time
 * @see https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export function waitBeforeRetryMs({
  error,
  attempts,
  maxAttempts,
  repeatable,
  remainingMs,
  random,
}: RetryQuestion): number | undefined {
  if (error.retry === 'never' || attempts >= maxAttempts) return undefined;
  if (!repeatable && error.outcome === 'unknown') return undefined;
  const range = doubledMs({ firstMs: FIRST_MS[error.retry], maxMs: LONGEST_MS }, attempts);
  const waitMs = (error.retryAfterMs ?? 0) + random() * range;
  return waitMs < remainingMs ? waitMs : undefined;
}
