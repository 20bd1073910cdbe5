/**
 * Meta's times are in seconds, in messaging in ms. A smaller number is in seconds: in ms it would be a time before
 * September 2001, and a larger one in seconds would be a time after the year 33,658.
 */
const FIRST_MS = 1e12;
/** The largest time of a `Date`. */
const LAST_MS = 8.64e15;
/** Matches ISO 8601 with a time zone, also `2026-01-01T00:00:00+0000`, as Instagram and Threads write it. */
const ISO_8601 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:?\d{2})$/;

/**
 * Reads a time from Meta.
 * @param time - source text: seconds or milliseconds since 1970, or ISO 8601
 * @returns epoch ms; undefined if the text is not a time, or is one before 1970 or beyond those of a `Date`
 */
export function timeMs(time: string): number | undefined {
  if (ISO_8601.test(time)) return inRange(Date.parse(time));
  const value = Number(time);
  return time.trim() === '' ? undefined : inRange(value < FIRST_MS ? value * 1000 : value);
}

function inRange(ms: number): number | undefined {
  return ms >= 0 && ms <= LAST_MS ? ms : undefined;
}
