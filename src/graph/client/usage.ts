import { isArray, isObject, member, textAt, type Json } from '../../json/json.ts';
import { parseLossless } from '../../json/parse-lossless.ts';

/** One rate limit and how much of it is used. */
export interface UsageEntry {
  readonly limit: 'app' | 'page' | 'ad-account' | 'business-use-case';
  /** Business object and use case of a business limit, for example `pages` or `instagram`. */
  readonly id?: string | undefined;
  readonly type?: string | undefined;
  /** The highest of calls, CPU time and total time. Meta rejects calls at 100. */
  readonly percent: number;
  /** Above 0 only if Meta already rejects calls. */
  readonly regainAccessMs: number;
}

/** Rate limits in the usage headers of one response. */
export interface Usage {
  readonly entries: readonly UsageEntry[];
  readonly highestPercent: number;
  readonly regainAccessMs: number;
}

/** Returns a header by its lower-case name. */
export type HeaderOf = (name: string) => string | null | undefined;

const PERCENTAGES = ['call_count', 'total_cputime', 'total_time', 'acc_id_util_pct'] as const;
const MINUTE_MS = 60_000;
/** Usage in percent at which Meta rejects calls. */
const FULL = 100;

/**
 * Reads the usage headers. Ignores malformed values, because a header must never fail a call.
 * @returns undefined if the response reports no usage, which is common while the usage is low
 * @see https://developers.facebook.com/docs/graph-api/overview/rate-limiting#headers
 */
export function readUsage(headerOf: HeaderOf): Usage | undefined {
  const entries = [
    ...flat('app', parse(headerOf('x-app-usage'))),
    ...flat('page', parse(headerOf('x-page-usage'))),
    ...ofAdAccount(parse(headerOf('x-ad-account-usage'))),
    ...byObject(parse(headerOf('x-business-use-case-usage'))),
  ];
  if (entries.length === 0) return undefined;
  return {
    entries,
    highestPercent: Math.max(...entries.map(({ percent }) => percent)),
    regainAccessMs: Math.max(...entries.map(({ regainAccessMs }) => regainAccessMs)),
  };
}

/**
 * Reads `Retry-After`: seconds, or a date.
 * @returns milliseconds, never below 0; undefined if the header is missing or malformed
 * @see https://www.rfc-editor.org/rfc/rfc9110#field.retry-after
 */
export function readRetryAfterMs(header: string | null | undefined, nowMs: number): number | undefined {
  const said = header?.trim() ?? '';
  const ms = /^\d{1,9}$/.test(said) ? Number(said) * 1000 : Date.parse(said) - nowMs;
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
}

function parse(header: string | null | undefined): Json | undefined {
  try {
    return header ? parseLossless(Buffer.from(header)) : undefined;
  } catch {
    return undefined;
  }
}

function flat(limit: UsageEntry['limit'], json: Json | undefined): UsageEntry[] {
  return isObject(json) ? [{ limit, percent: formatPercent(json), regainAccessMs: readRegain(json) }] : [];
}

/**
 * Reads the usage of an ad account. Meta reports `reset_time_duration`, in seconds, at any usage, so it is a wait only
 * if the usage is full.
 */
function ofAdAccount(json: Json | undefined): UsageEntry[] {
  const resetMs = json === undefined ? 0 : countAt(json, 'reset_time_duration') * 1000;
  return flat('ad-account', json).map((entry) => ({
    ...entry,
    regainAccessMs: Math.max(entry.regainAccessMs, entry.percent >= FULL ? resetMs : 0),
  }));
}

/** Reads the usage by business object: `{"<id>": [{"type", "call_count", …}]}`. */
function byObject(json: Json | undefined): UsageEntry[] {
  if (!isObject(json)) return [];
  return Object.entries(json).flatMap(([id, uses]) =>
    (isArray(uses) ? uses : []).filter(isObject).map((use) => ({
      limit: 'business-use-case' as const,
      id,
      type: textAt(use, 'type'),
      percent: formatPercent(use),
      regainAccessMs: readRegain(use),
    })),
  );
}

function formatPercent(use: Json): number {
  return Math.max(...PERCENTAGES.map((name) => countAt(use, name)));
}

/** Reads `estimated_time_to_regain_access`, which is in minutes, as ms. */
function readRegain(use: Json): number {
  return countAt(use, 'estimated_time_to_regain_access') * MINUTE_MS;
}

function countAt(json: Json, name: string): number {
  const value = Number(member(json, name) ?? 0);
  return Number.isFinite(value) && value > 0 ? value : 0;
}
