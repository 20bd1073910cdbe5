import { PLAIN, type Screen } from '../../local/terminal/screen.ts';
import { CliError } from '../errors/cli-error.ts';
import { shortTime } from '../../local/terminal/short.ts';

const UNIT_MS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };
const RELATIVE = /^(\d{1,6})([smhdw])$/;
const ISO = /^\d{4}-\d\d-\d\d(?:[T ](?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:?\d\d)?)?$/;
const ZONE = /(?:Z|[+-]\d\d:?\d\d)$/;

/** A time range: the start is included, the end is not. */
export interface TimeRange {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Help text for commands that take a time range. */
export const TIMES = `Write times as 2026-01-31T12:00Z, as 2026-01-31, or relative to now as 30m, 2h
or 3d. Times without a zone are UTC. The range applies to the time at which a
delivery was received. It includes --from and excludes --to.`;

/**
 * Parses a time: ISO 8601 (UTC if it has no zone, like the archive), `2h` for two hours ago (s, m, h, d, w), or `now`.
 * @returns epoch milliseconds; undefined if the text is not a time
 */
export function parseTime(text: string, nowMs: number): number | undefined {
  if (text === 'now') return nowMs;
  const agoMs = parseDuration(text);
  if (agoMs !== undefined) return nowMs - agoMs;
  return ISO.test(text) && dayExists(text) ? parseIso(text.slice(0, 10), text.slice(11)) : undefined;
}

/**
 * Parses a duration: `30s`, `10m`, `2h`, `3d`, `1w`.
 * @returns milliseconds; undefined if the text is not a duration
 */
export function parseDuration(text: string): number | undefined {
  const [, count, unit = ''] = RELATIVE.exec(text) ?? [];
  return count === undefined ? undefined : Number(count) * (UNIT_MS[unit] ?? 0);
}

/** @param time - can be empty, and can end with a zone */
function parseIso(day: string, time: string): number {
  return Date.parse(`${day}T${time === '' ? '00:00' : time}${ZONE.test(time) ? '' : 'Z'}`);
}

/**
 * Parses `--from` and `--to`.
 * @throws {@link CliError} USAGE
 */
export function parseRange(
  { from, to = 'now' }: { readonly from: string; readonly to?: string | undefined },
  nowMs: number,
): TimeRange {
  const fromMs = toTime('--from', from, nowMs);
  const toMs = toTime('--to', to, nowMs);
  if (fromMs >= toMs) {
    const message = `--from (${new Date(fromMs).toISOString()}) is not before --to (${new Date(toMs).toISOString()})`;
    throw new CliError('USAGE', {
      message,
      hint: `Make --from earlier than --to. Times without a zone are UTC. It is now ${new Date(nowMs).toISOString()}.`,
    });
  }
  return { fromMs, toMs };
}

function toTime(option: string, text: string, nowMs: number): number {
  const timeMs = parseTime(text, nowMs);
  if (timeMs !== undefined && !Number.isNaN(timeMs)) return timeMs;
  throw new CliError('USAGE', {
    message: `${option}: ${JSON.stringify(text)} is not a time`,
    hint: 'Write 2026-01-31T12:00Z (UTC if it has no zone), 2026-01-31, or 30m, 2h or 3d for a time relative to now.',
  });
}

/** `Date` accepts February 30 and turns it into March 2. */
function dayExists(text: string): boolean {
  const day = text.slice(0, 10);
  const parsed = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(day);
}

export function isoRange({ fromMs, toMs }: TimeRange): { readonly from: string; readonly to: string } {
  return { from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() };
}

/** Formats a range for people. On a terminal, without milliseconds. */
export function rangeText(range: TimeRange, screen: Pick<Screen, 'isCompact'> = PLAIN): string {
  const { from, to } = isoRange(range);
  return `${shortTime(from, screen)} to ${shortTime(to, screen)}`;
}
