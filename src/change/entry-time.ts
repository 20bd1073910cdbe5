/** Meta's times are in seconds, those of messaging in milliseconds: the year 2001 in ms is the year 33,658 in s. */
const FIRST_MS = 1e12;
const LAST_MS = 8.64e15;

/**
 * Reads a time of Meta's.
 * @param entryTime - source text
 * @returns epoch ms; undefined for what is no time
 */
export function entryTimeMs(entryTime: string): number | undefined {
  const time = Number(entryTime);
  const ms = time < FIRST_MS ? time * 1000 : time;
  return entryTime !== '' && ms >= 0 && ms <= LAST_MS ? ms : undefined;
}
