import type { Change } from '../../../src/pipeline/change/change.ts';
import { BODY_PROBLEMS } from '../../aws/body.ts';
import type { ExitCode } from '../../errors/cli-error.ts';
import type { Context } from '../../context.ts';
import {
  findDeliveries,
  isFault,
  newSummary,
  reportFaults,
  type FoundDelivery,
  type Search,
} from '../../aws/deliveries.ts';
import type { FilterOptions } from '../../aws/delivery-filter.ts';
import { formatCount, formatNumber } from '../../terminal/format.ts';
import { sanitize } from '../../../src/text/terminal-safe.ts';
import { isoRange, parseRange, rangeText } from '../../options/time.ts';
import { toDocument } from './delivery-document.ts';

/** The options of `archive list`. */
export interface ListOptions extends FilterOptions {
  readonly from: string;
  readonly to: string;
}

/** Lists the deliveries of a time range, and counts their changes. */
export async function listDeliveries(context: Context, options: ListOptions): Promise<ExitCode> {
  const { output, ports } = context;
  const search: Search = { range: parseRange(options, ports.now()), filter: options, summary: newSummary() };
  const counts = new Map<string, { readonly object: string; readonly field: string; changes: number }>();
  const totals = { matched: 0, changes: 0, problems: 0 };
  const writer = output.list('deliveries');
  for await (const found of findDeliveries(context, search)) {
    totals.matched += 1;
    totals.changes += found.matching.length;
    if (isFault(found)) totals.problems += 1;
    count(found.matching, counts);
    writer.item(toDocument(found));
    output.line(formatLine(found));
  }
  const byField = [...counts.values()].sort((a, b) => b.changes - a.changes);
  const { read, faults } = search.summary;
  writer.end({ summary: { ...isoRange(search.range), read, ...totals, byField, faults } });
  if (totals.matched > 0) output.line();
  output.line(
    `${formatCount(read, 'delivery', 'deliveries')} received ${rangeText(search.range)}, ` +
      `${formatNumber(totals.matched)} matched, ${formatCount(totals.changes, 'change')}.`,
  );
  if (byField.length > 0) output.line();
  if (byField.length > 0)
    output.table(
      ['OBJECT', 'FIELD', 'CHANGES'],
      byField.map((one) => [sanitize(one.object), sanitize(one.field), one.changes]),
    );
  reportFaults(faults, output);
  return totals.problems + faults.length > 0 ? 1 : 0;
}

function count(
  changes: readonly Change[],
  counts: Map<string, { readonly object: string; readonly field: string; changes: number }>,
): void {
  for (const { object, field } of changes) {
    const key = JSON.stringify([object, field]);
    const counter = counts.get(key) ?? { object, field, changes: 0 };
    counter.changes += 1;
    counts.set(key, counter);
  }
}

function formatLine({ deliveryId: id, app, receivedAt, bytes, matching, changes, problem }: FoundDelivery): string {
  const fields = Object.entries(Object.groupBy(matching, ({ object, field }) => `${object}.${field}`)).map(
    ([name, same = []]) => `${sanitize(name)} x${same.length}`,
  );
  const others = changes.length - matching.length;
  const reported = problem
    ? `${problem}: ${BODY_PROBLEMS[problem]}`
    : [...fields, ...(others > 0 ? [`and ${others} other`] : [])].join(', ') || 'no changes';
  return [
    sanitize(id),
    sanitize(receivedAt),
    sanitize(app),
    `${bytes === undefined ? '?' : formatNumber(bytes)} B`.padStart(11),
    reported,
  ].join('  ');
}
