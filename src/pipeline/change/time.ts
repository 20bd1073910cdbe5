/** Meta's times are in seconds, those of messaging in milliseconds: the year 2001 in ms is the year 33,658 in s. */
const FIRST_MS = 1e12;
const LAST_MS = 8.64e15;
/** `2026-01-01T00:00:00+0000`, as Instagram and Threads write times. */
const ISO_8601 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:?\d{2})$/;

/**
 * Reads a time of Meta's.
 * @param time - source text: seconds or milliseconds since 1970, or ISO 8601
 * @returns epoch ms; undefined for what is no time
 */
export function timeMs(time: string): number | undefined {
  if (ISO_8601.test(time)) return inRange(Date.parse(time));
  const number = Number(time);
  return time.trim() === '' ? undefined : inRange(number < FIRST_MS ? number * 1000 : number);
}

function inRange(ms: number): number | undefined {
  return ms >= 0 && ms <= LAST_MS ? ms : undefined;
}
