const FIRST_SECONDS = 10;
const FACTOR = 3;
const MAX_SECONDS = 3600;

/**
 * Returns the visibility timeout of a failed delivery before its next try: 10 s, 30 s, 90 s… at most an hour. With
 * {@link MAX_RECEIVES}, the worker retries for about seven hours.
 * @param receives - number of receives so far, starting at 1
 */
export function backOffSeconds(receives: number): number {
  return Math.min(MAX_SECONDS, FIRST_SECONDS * FACTOR ** Math.max(0, receives - 1));
}

/** `maxReceiveCount` of the queue: number of tries before SQS moves a delivery to the dead-letter queue. */
export const MAX_RECEIVES = 12;
