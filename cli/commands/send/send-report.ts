import { formatCount, formatNumber } from '../../terminal/format.ts';
import type { Output } from '../../terminal/output.ts';
import { joinText, type Span, type Text } from '../../../local/terminal/text.ts';
import { printEvent } from '../../terminal/event-line.ts';
import { highlightCommands } from '../../terminal/print-error.ts';
import type { Printer } from '../../terminal/printer.ts';
import { levelOfHttpStatus, paintLevel } from '../../terminal/status.ts';
import { computePercentiles, type Percentiles } from './percentiles.ts';
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

/** Prints a POST: its status and time, and why it was rejected. */
export function reportPost(printer: Printer, { status, ms, changes, bytes, code, hint }: SentPost): void {
  const what = `${changes === undefined ? 'not JSON' : formatCount(changes, 'change')}, ${formatNumber(bytes)} B`;
  const level = levelOfHttpStatus(status);
  const label: Text = [paintLevel(String(status), level), `  ${formatNumber(Math.round(ms)).padStart(5)} ms  `];
  if (code === undefined) printer.beside(label, what);
  else {
    const why = hint === undefined ? '' : joinText(': ', highlightCommands(hint));
    printer.beside(label, joinText(`${what}  `, paintLevel(code, level), why));
  }
}

/** With fewer POSTs, the higher percentiles are only the slowest POST. */
const LEAST_FOR_PERCENTILES = 20;

function formatTimes({ p50, p95, p99, max }: Percentiles, posts: number): string {
  const all = { median: p50, ...(posts >= LEAST_FOR_PERCENTILES && { p95, p99 }), max };
  return Object.entries(all)
    .map(([name, ms]) => `${formatNumber(ms)} ms (${name})`)
    .join(', ');
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
  if (posts.length > 1) reportPosts(output, { ...report, statuses, ms });
  if (verdict) reportVerdict(output, verdict);
}

type PostsReport = Pick<SendReport, 'posts' | 'groups' | 'neverAccepted'> & {
  readonly statuses: Readonly<Record<string, number>>;
  readonly ms: Percentiles;
};

function reportPosts(output: Output, { posts, groups, neverAccepted, statuses, ms }: PostsReport): void {
  output.line();
  const reported = Object.entries(statuses).map(([status, count]) => `${formatNumber(count)} x ${status}`);
  output.line(`${formatNumber(posts.length)} POSTs: ${reported.join(', ')}.`);
  output.line(`Response time: ${formatTimes(ms, posts.length)}.`);
  if (groups && neverAccepted !== undefined)
    output.line(
      `${formatCount(groups.changes, 'change')}, ` +
        `${neverAccepted === 0 ? 'each accepted at least once' : `${formatNumber(neverAccepted)} never accepted`}.`,
    );
}

/** Formats a number that must be 0. */
function paintFault(count: number): Span {
  return paintLevel(formatNumber(count), count === 0 ? 'good' : 'bad');
}

function reportVerdict(output: Output, { events, notCounted, ...verdict }: RunVerdict): void {
  output.line();
  for (const event of events) printEvent(output, event);
  const more = verdict.emitted - events.length;
  if (more > 0) output.line(`… and ${formatCount(more, 'more event')}`);
  output.line();
  output.facts({
    sent: `${formatCount(verdict.posts, 'POST')}, ${formatCount(verdict.changes, 'change')}`,
    delivered: formatCount(verdict.delivered, 'change'),
    emitted: formatCount(verdict.emitted, 'event'),
    'duplicates kept out': verdict.duplicates,
    missing: paintFault(verdict.missing),
    twice: paintFault(verdict.twice),
  });
  if (notCounted > 0)
    output.note(
      `${formatCount(notCounted, 'change')} without id and time: each delivery of them is a change of its own, so ` +
        'they are not counted.',
    );
}
