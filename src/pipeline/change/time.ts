/**
 * Smallest time in ms. Meta's times are in seconds, in messaging in ms: 2001 in ms would be the year 33,658 in seconds.
 */
const FIRST_MS = 1e12;
const LAST_MS = 8.64e15;
/** Matches `2026-01-01T00:00:00+0000`, the format of Instagram and Threads. */
const ISO_8601 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:?\d{2})$/;

/**
 * Reads a time from Meta.
 * @param time - source text: seconds or milliseconds since 1970, or ISO 8601
 * @returns epoch ms; undefined if the text is not a time
 */
export function timeMs(time: string): number | undefined {
  if (ISO_8601.test(time)) return inRange(Date.parse(time));
  const number = Number(time);
  return time.trim() === '' ? undefined : inRange(number < FIRST_MS ? number * 1000 : number);
}

function inRange(ms: number): number | undefined {
  return ms >= 0 && ms <= LAST_MS ? ms : undefined;
}
