const FIRST_SECONDS = 10;
const FACTOR = 3;
const MAX_SECONDS = 3600;

/**
 * How long a failed delivery stays out of sight before its next try: 10 s, 30 s, 90 s… at most an hour. With
 * {@link MAX_RECEIVES} it is tried for about seven hours.
 * @param receives - how often it was received so far, from 1
 */
export function backOffSeconds(receives: number): number {
  return Math.min(MAX_SECONDS, FIRST_SECONDS * FACTOR ** Math.max(0, receives - 1));
}

/** The queue's `maxReceiveCount`: after so many tries a delivery goes to the dead letters. */
export const MAX_RECEIVES = 12;
