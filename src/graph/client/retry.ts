import type { GraphError } from './graph-error.ts';
import { doubledMs } from '../../retry/retry.ts';

/** What decides on another attempt. */
export interface RetryQuestion {
  readonly error: GraphError;
  /** How many were made, from 1. */
  readonly attempts: number;
  readonly maxAttempts: number;
  /** Whether it may be done twice. */
  readonly repeatable: boolean;
  /** What is left of the call's time. */
  readonly remainingMs: number;
  /** From 0 to 1. */
  readonly random: () => number;
}

const FIRST_MS = { soon: 500, 'when-allowed': 5_000 } as const;
const LONGEST_MS = 20_000;

/**
 * Says how long to wait before another attempt: full jitter over a doubling range, or what Meta asked for and a little
 * more, so that not everybody comes back at once.
 * @returns undefined: give up. That is: trying again cannot help; it may have been done and must not be twice; or the
 *   wait would not end within the call's time
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
