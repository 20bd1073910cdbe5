import { countOf, formatNumber, type Output } from '../../terminal/output.ts';
import { percentilesOf } from './percentiles.ts';
import type { PostAnswer } from '../../meta/signed-post.ts';

/** One POST and its answer. */
export interface SentPost extends PostAnswer {
  readonly changes: number | undefined;
  readonly bytes: number;
}

/** What was sent, and to where. */
export interface SendReport {
  readonly url: string;
  readonly posts: readonly SentPost[];
  readonly expectedStatus: number;
  /** Of `--like-meta`. */
  readonly groups?: { readonly seed: number; readonly changes: number } | undefined;
  /** POSTs, or changes of `--like-meta`, that were never answered as they should be; undefined after an error. */
  readonly neverAccepted?: number | undefined;
}

/** One line for one POST. */
export function postLine({ status, ms, changes, bytes, code, hint }: SentPost): string {
  const what = `${changes === undefined ? 'no JSON' : countOf(changes, 'change')}, ${formatNumber(bytes)} B`;
  const why = code === undefined ? '' : `  ${code}${hint === undefined ? '' : `: ${hint}`}`;
  return `${status}  ${formatNumber(Math.round(ms)).padStart(5)} ms  ${what}${why}`;
}

/** Tells what became of all. */
export function tellSent(output: Output, { url, posts, expectedStatus, groups, neverAccepted }: SendReport): void {
  const statuses = Object.fromEntries(
    [...Map.groupBy(posts, ({ status }) => status)].map(([status, same]) => [status, same.length]),
  );
  const ms = percentilesOf(posts.map((post) => post.ms));
  output.document({
    url,
    expectedStatus,
    posts,
    summary: { posts: posts.length, statuses, ms, ...groups, neverAccepted },
  });
  if (posts.length < 2) return;
  output.line();
  const told = Object.entries(statuses).map(([status, count]) => `${formatNumber(count)} x ${status}`);
  output.line(`${formatNumber(posts.length)} POSTs: ${told.join(', ')}.`);
  output.line(
    `Answered in ${formatNumber(ms.p50)} ms (median), ${formatNumber(ms.p95)} ms (95 %), ` +
      `${formatNumber(ms.p99)} ms (99 %), ${formatNumber(ms.max)} ms (slowest).`,
  );
  if (groups && neverAccepted !== undefined)
    output.line(
      `${countOf(groups.changes, 'change')}, ` +
        `${neverAccepted === 0 ? 'each accepted at least once' : `${formatNumber(neverAccepted)} never accepted`}.`,
    );
}
