import type { Change } from '../../../src/pipeline/change/change.ts';
import { BODY_PROBLEMS } from '../../aws/body.ts';
import type { ExitCode } from '../../errors/cli-error.ts';
import type { Context } from '../../context.ts';
import {
  checkArchiveFilter,
  findDeliveries,
  isFault,
  newSummary,
  reportFaults,
  type FoundDelivery,
  type Search,
} from '../../aws/deliveries.ts';
import type { FilterOptions } from '../../aws/delivery-filter.ts';
import { PROGRAM_NAME } from '../../framework/help-text.ts';
import { hourOfKey } from '../../aws/archive-reader.ts';
import { formatCount, formatNumber } from '../../terminal/format.ts';
import type { Output } from '../../terminal/output.ts';
import { shortId, shortTime } from '../../../local/terminal/short.ts';
import { dim, red, type Text } from '../../../local/terminal/text.ts';
import { sanitize } from '../../../src/text/terminal-safe.ts';
import { isoRange, parseRange, rangeText } from '../../options/time.ts';
import { toDocument } from './delivery-document.ts';

/** The options of `archive list`. */
export interface ListOptions extends FilterOptions {
  readonly from: string;
  readonly to: string;
}

/** Lists the deliveries of a time range in the order of their receipt, and counts their changes. */
export async function listDeliveries(context: Context, options: ListOptions): Promise<ExitCode> {
  const { output, ports } = context;
  await checkArchiveFilter(context, options);
  const search: Search = { range: parseRange(options, ports.now()), filter: options, summary: newSummary() };
  const counts = new Map<string, FieldCount>();
  const totals = { matched: 0, changes: 0, problems: 0 };
  const writer = output.list('deliveries');
  let last: Row | undefined;
  const printHour = (rows: readonly Row[]): void => {
    for (const row of rows.toSorted(byTime)) {
      writer.item(row.document);
      printRow(output, row);
      last = row;
    }
  };
  let hour = '';
  let rows: Row[] = [];
  for await (const found of findDeliveries(context, search)) {
    if (hourOfKey(found.key) !== hour) {
      printHour(rows);
      [hour, rows] = [hourOfKey(found.key), []];
    }
    rows.push(toRow(found));
    totals.matched += 1;
    totals.changes += found.matching.length;
    if (isFault(found)) totals.problems += 1;
    count(found.matching, counts);
  }
  printHour(rows);
  const byField = [...counts.values()].sort((a, b) => b.changes - a.changes);
  const { read, faults } = search.summary;
  writer.end({ summary: { ...isoRange(search.range), read, ...totals, byField, faults } });
  reportTotals(output, search, { ...totals, byField });
  reportFaults(faults, output);
  if (last !== undefined) output.next(`${PROGRAM_NAME} archive show ${sanitize(last.document.deliveryId)}`);
  return totals.problems + faults.length > 0 ? 1 : 0;
}

interface FieldCount {
  readonly object: string;
  readonly field: string;
  changes: number;
}

/** What is printed of a delivery. It does not keep the body. */
interface Row {
  readonly document: ReturnType<typeof toDocument>;
  readonly contents: Text;
}

const byTime = (a: Row, b: Row): number =>
  Date.parse(a.document.receivedAt) - Date.parse(b.document.receivedAt) ||
  (a.document.deliveryId < b.document.deliveryId ? -1 : 1);

function printRow(output: Output, { document: { deliveryId: id, receivedAt, app, bytes }, contents }: Row): void {
  const { screen } = output;
  const size = `${bytes === undefined ? '?' : formatNumber(bytes)} B`;
  output.beside(
    [
      dim(shortId(sanitize(id), screen)),
      `  ${shortTime(sanitize(receivedAt), screen)}  ${sanitize(app)}  `,
      `${size.padStart(screen.isCompact ? COMPACT_SIZE : FULL_SIZE)}  `,
    ],
    contents,
  );
}

/** Widths of a size in bytes. Most bodies have less than 100,000 bytes, and none has 10,000,000. */
const COMPACT_SIZE = 8;
const FULL_SIZE = 11;

function reportTotals(
  output: Output,
  { range, summary: { read } }: Search,
  {
    matched,
    changes,
    byField,
  }: { readonly matched: number; readonly changes: number; readonly byField: readonly FieldCount[] },
): void {
  if (byField.length > 0) {
    output.line();
    output.table(
      ['OBJECT', 'FIELD', 'CHANGES'],
      byField.map((one) => [sanitize(one.object), sanitize(one.field), one.changes]),
    );
  }
  if (matched > 0) output.line();
  output.line(
    `${formatCount(read, 'delivery', 'deliveries')} received ${rangeText(range, output.screen)}, ` +
      `${formatNumber(matched)} matched, ${formatCount(changes, 'change')}.`,
  );
}

function count(changes: readonly Change[], counts: Map<string, FieldCount>): void {
  for (const { object, field } of changes) {
    const key = JSON.stringify([object, field]);
    const counter = counts.get(key) ?? { object, field, changes: 0 };
    counter.changes += 1;
    counts.set(key, counter);
  }
}

function toRow(found: FoundDelivery): Row {
  const { matching, changes, problem } = found;
  const fields = Object.entries(Object.groupBy(matching, ({ object, field }) => `${object}.${field}`)).map(
    ([name, same = []]) => `${sanitize(name)} x${same.length}`,
  );
  const others = changes.length - matching.length;
  const contents = problem
    ? [red(problem), `: ${BODY_PROBLEMS[problem]}`]
    : [...fields, ...(others > 0 ? [`and ${others} other`] : [])].join(', ') || 'no changes';
  return { document: toDocument(found), contents };
}
