import { eventLine } from '../../terminal/event-line.ts';
import { formatCount, formatNumber, keyValueLines, type Output } from '../../terminal/output.ts';
import { computePercentiles } from './percentiles.ts';
import type { RunVerdict } from './verdict.ts';
import type { PostResponse } from '../../meta/signed-post.ts';

/** A POST and its response. */
export interface SentPost extends PostResponse {
  readonly changes: number | undefined;
  readonly bytes: number;
}

/** The target and the results of a run. */
export interface SendReport {
  readonly url: string;
  readonly posts: readonly SentPost[];
  readonly expectedStatus: number;
  /** The groups of `--simulate-retries`. */
  readonly groups?: { readonly seed: number; readonly changes: number } | undefined;
  /** Number of POSTs, or changes with `--simulate-retries`, never accepted; undefined after an error. */
  readonly neverAccepted?: number | undefined;
  /** What became of the changes; undefined if it is not known. */
  readonly verdict?: RunVerdict | undefined;
}

/** Formats a POST as one line. */
export function postLine({ status, ms, changes, bytes, code, hint }: SentPost): string {
  const what = `${changes === undefined ? 'not JSON' : formatCount(changes, 'change')}, ${formatNumber(bytes)} B`;
  const why = code === undefined ? '' : `  ${code}${hint === undefined ? '' : `: ${hint}`}`;
  return `${status}  ${formatNumber(Math.round(ms)).padStart(5)} ms  ${what}${why}`;
}

/** Prints the summary of all POSTs, and what became of their changes. */
export function reportSent(output: Output, report: SendReport): void {
  const { url, posts, expectedStatus, groups, neverAccepted, verdict } = report;
  const statuses = Object.fromEntries(
    [...Map.groupBy(posts, ({ status }) => status)].map(([status, same]) => [status, same.length]),
  );
  const ms = computePercentiles(posts.map((post) => post.ms));
  output.document({
    url,
    expectedStatus,
    posts,
    summary: { posts: posts.length, statuses, ms, ...groups, neverAccepted },
    verdict: verdict && { ...verdict, events: undefined },
  });
  if (posts.length < 2) return;
  output.line();
  const reported = Object.entries(statuses).map(([status, count]) => `${formatNumber(count)} x ${status}`);
  output.line(`${formatNumber(posts.length)} POSTs: ${reported.join(', ')}.`);
  output.line(
    `Response time: ${formatNumber(ms.p50)} ms (median), ${formatNumber(ms.p95)} ms (p95), ` +
      `${formatNumber(ms.p99)} ms (p99), ${formatNumber(ms.max)} ms (max).`,
  );
  if (groups && neverAccepted !== undefined)
    output.line(
      `${formatCount(groups.changes, 'change')}, ` +
        `${neverAccepted === 0 ? 'each accepted at least once' : `${formatNumber(neverAccepted)} never accepted`}.`,
    );
  if (verdict) reportVerdict(output, verdict);
}

function reportVerdict(output: Output, { events, notCounted, ...verdict }: RunVerdict): void {
  output.line();
  for (const event of events) output.line(eventLine(event));
  const more = verdict.emitted - events.length;
  if (more > 0) output.line(`… and ${formatCount(more, 'more event')}`);
  output.line();
  for (const line of keyValueLines({
    sent: `${formatCount(verdict.posts, 'POST')}, ${formatCount(verdict.changes, 'change')}`,
    delivered: formatCount(verdict.delivered, 'change'),
    emitted: formatCount(verdict.emitted, 'event'),
    'duplicates kept out': verdict.duplicates,
    missing: verdict.missing,
    twice: verdict.twice,
  }))
    output.line(line);
  if (notCounted > 0)
    output.note(
      `${formatCount(notCounted, 'change')} without id and time: each delivery of them is a change of its own, so ` +
        'they are not counted.',
    );
}
