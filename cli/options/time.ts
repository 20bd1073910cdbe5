import { CliError } from '../errors/cli-error.ts';

const UNIT_MS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };
const RELATIVE = /^(\d{1,6})([smhdw])$/;
const ISO = /^\d{4}-\d\d-\d\d(?:[T ](?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:?\d\d)?)?$/;
const ZONE = /(?:Z|[+-]\d\d:?\d\d)$/;

/** From this moment (included) to that one (not included). */
export interface TimeRange {
  readonly fromMs: number;
  readonly toMs: number;
}

/** For the help of every command that takes a range. */
export const TIMES = `
Times are 2026-01-31T12:00Z (UTC unless a zone is named), 2026-01-31, or 30m, 2h, 3d for so long ago. They are held
against the time at which a delivery was received; --to itself is not included.`;

/**
 * Reads a moment: ISO 8601 (UTC unless it names a zone, as the archive is), `2h` for two hours ago (s, m, h, d, w), or
 * `now`.
 * @returns epoch milliseconds, undefined for what is none
 */
export function parseTime(text: string, nowMs: number): number | undefined {
  if (text === 'now') return nowMs;
  const agoMs = parseDuration(text);
  if (agoMs !== undefined) return nowMs - agoMs;
  return ISO.test(text) && dayExists(text) ? parseIso(text.slice(0, 10), text.slice(11)) : undefined;
}

/**
 * Reads a duration: `30s`, `10m`, `2h`, `3d`, `1w`.
 * @returns milliseconds, undefined for what is none
 */
export function parseDuration(text: string): number | undefined {
  const [, count, unit = ''] = RELATIVE.exec(text) ?? [];
  return count === undefined ? undefined : Number(count) * (UNIT_MS[unit] ?? 0);
}

/** @param time - may be empty, and may end with a zone */
function parseIso(day: string, time: string): number {
  return Date.parse(`${day}T${time === '' ? '00:00' : time}${ZONE.test(time) ? '' : 'Z'}`);
}

/**
 * Reads `--from` and `--to`.
 * @throws {@link CliError} USAGE
 */
export function parseRange(
  { from, to = 'now' }: { readonly from: string; readonly to?: string | undefined },
  nowMs: number,
): TimeRange {
  const fromMs = timeOf('--from', from, nowMs);
  const toMs = timeOf('--to', to, nowMs);
  if (fromMs >= toMs) {
    const message = `--from (${new Date(fromMs).toISOString()}) is not before --to (${new Date(toMs).toISOString()})`;
    throw new CliError('USAGE', {
      message,
      hint: 'times without a zone are UTC; it is now ' + new Date(nowMs).toISOString(),
    });
  }
  return { fromMs, toMs };
}

function timeOf(option: string, text: string, nowMs: number): number {
  const timeMs = parseTime(text, nowMs);
  if (timeMs !== undefined && !Number.isNaN(timeMs)) return timeMs;
  throw new CliError('USAGE', {
    message: `${option}: ${JSON.stringify(text)} is not a time`,
    hint: 'write 2026-01-31T12:00Z (UTC unless a zone is named), 2026-01-31, or 30m, 2h, 3d for so long ago',
  });
}

/** `Date` makes the 2nd of March of a 30th of February. */
function dayExists(text: string): boolean {
  const day = text.slice(0, 10);
  const parsed = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(day);
}

export function isoRange({ fromMs, toMs }: TimeRange): { readonly from: string; readonly to: string } {
  return { from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() };
}

/** A range, for people. */
export function rangeText(range: TimeRange): string {
  const { from, to } = isoRange(range);
  return `${from} to ${to}`;
}
