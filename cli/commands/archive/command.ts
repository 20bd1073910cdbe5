import { Command } from 'commander';
import type { Change } from '../../../src/pipeline/change/change.ts';
import { claimKey } from '../../../src/pipeline/dedupe/claim.ts';
import { BODY_PROBLEMS, createReadBody } from '../../aws/body.ts';
import { CliError, type ExitCode } from '../../errors/cli-error.ts';
import { deliveryId, type Context, type CommandRunner } from '../../context.ts';
import {
  findDeliveries,
  isFault,
  newSummary,
  reportFaults,
  type FoundDelivery,
  type Search,
} from '../../aws/deliveries.ts';
import { addFilterOptions, type FilterOptions } from '../../aws/delivery-filter.ts';
import { formatCount, formatNumber, keyValueLines, formatTable } from '../../terminal/output.ts';
import { sanitize } from '../../../src/text/terminal-safe.ts';
import { showDelivery } from '../../aws/show-body.ts';
import { isoRange, parseRange, rangeText, TIMES, type TimeRange } from '../../options/time.ts';

interface RangeOptions {
  readonly from?: string;
  readonly to?: string;
}

const EXAMPLES = {
  list: `${TIMES}

Examples:
  npm run receiver -- archive list --from 2h
  npm run receiver -- archive list --from 2026-01-31T12:00Z \\
    --to 2026-01-31T13:00Z --object instagram --field comments
  npm run receiver -- archive list --from 3d --json \\
    | jq '.deliveries[].deliveryId'`,
  show: `${TIMES}

Examples:
  npm run receiver -- archive show 019b7600-0000-7000-8000-000000000001
  npm run receiver -- archive show 019b7600-0000-7000-8000-000000000001 \\
    --body | jq .`,
} as const;

/** Adds `archive list|show`. */
export function addArchive(program: Command, start: CommandRunner): void {
  const group = program.command('archive').description('browse archived deliveries');
  addFilterOptions(
    group
      .command('list')
      .description('list deliveries and count their changes per object and field')
      .requiredOption('--from <time>', 'received at or after')
      .option('--to <time>', 'received before', 'now'),
  )
    .addHelpText('after', EXAMPLES.list)
    .action(async (options: FilterOptions & { from: string; to: string }, command: Command) =>
      start(command, async (context) => list(context, options)),
    );
  group
    .command('show')
    .description('show one delivery: its changes and the ids of their events')
    .argument('<deliveryId>', 'as printed by archive list', deliveryId)
    .option('--from <time>', 'received at or after (default: the time in the id)')
    .option('--to <time>', 'received before (default: the time in the id)')
    .option('--body', "print only Meta's body to standard output")
    .addHelpText('after', EXAMPLES.show)
    .action(async (id: string, options: RangeOptions & { body?: boolean }, command: Command) =>
      start(command, async (context) => show(context, id, options)),
    );
}

async function list(context: Context, options: FilterOptions & { from: string; to: string }): Promise<ExitCode> {
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
  for (const line of byField.length > 0
    ? formatTable(
        ['OBJECT', 'FIELD', 'CHANGES'],
        byField.map((one) => [sanitize(one.object), sanitize(one.field), one.changes]),
      )
    : [])
    output.line(line);
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

function toDocument({
  deliveryId: id,
  app,
  receivedAt,
  encoding,
  bytes,
  changes,
  matching,
  problem,
  key,
}: FoundDelivery) {
  return {
    deliveryId: id,
    app,
    receivedAt,
    encoding,
    bytes,
    changes: changes.length,
    matching: matching.length,
    ...(problem && { problem }),
    key,
  };
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

async function show(
  context: Context,
  id: string,
  options: RangeOptions & { readonly body?: boolean },
): Promise<ExitCode> {
  const { clients, stack, ports, output } = context;
  const bucket = stack.output('ArchiveBucketName');
  const search: Search = {
    range: toRange(id, options, ports.now()),
    filter: { deliveryId: [id] },
    summary: newSummary(),
  };
  for await (const found of findDeliveries(context, search)) {
    const events = found.changes.map((change) => ({ id: claimKey(found, change), change }));
    const body =
      options.body === true ? await createReadBody(clients.s3, bucket)(found.encoding, found.body) : undefined;
    const document = {
      delivery: toDocument(found),
      changes: events.map(({ id: eventId, change }) => ({
        eventId,
        ...formatHeader(change),
        weak: change.identity.weak,
      })),
    };
    const code = showDelivery(
      { document, facts: [...headLines(found, bucket), '', ...changeLines(events)], body },
      context,
    );
    return isFault(found) ? 1 : code;
  }
  reportFaults(search.summary.faults, output);
  throw new CliError('DELIVERY_UNKNOWN', {
    message: `${id} is not in the archive of ${rangeText(search.range)}`,
    hint:
      'It may have expired from the archive, or may not have been processed yet. Replays are not archived: ' +
      'use the deliveryId in their replayOf.',
  });
}

function headLines(
  { deliveryId: id, app, receivedAt, encoding, bytes, problem, key }: FoundDelivery,
  bucket: string,
): string[] {
  return keyValueLines({
    delivery: sanitize(id),
    app: sanitize(app),
    received: sanitize(receivedAt),
    bytes,
    encoding: sanitize(encoding),
    archived: `s3://${bucket}/${key}`,
    problem: problem && `${problem}: ${BODY_PROBLEMS[problem]}`,
  });
}

function changeLines(events: readonly { readonly id: string; readonly change: Change }[]): string[] {
  const rows = events.map(({ id, change }) => [
    sanitize(change.object),
    sanitize(change.field),
    sanitize(change.kind),
    sanitize(change.entryId),
    change.identity.weak ? 'weak' : '',
    id,
  ]);
  return events.length === 0 ? ['no changes'] : formatTable(['OBJECT', 'FIELD', 'KIND', 'ENTRY', '', 'EVENT ID'], rows);
}

function formatHeader({ object, field, kind, entryId, entryTime, verb }: Change) {
  return { object, field, kind, entryId, entryTime, verb };
}

/** Maximum difference of a deliveryId's time and receivedAt: ingress takes up to four seconds, clocks drift. */
const ID_SLACK_MS = 60_000;

function toRange(id: string, { from, to }: RangeOptions, nowMs: number): TimeRange {
  if (from === undefined && to !== undefined)
    throw new CliError('USAGE', { message: '--to requires --from', hint: 'Add --from, or leave out --to.' });
  const idMs = timeOfId(id);
  if (idMs === undefined && from === undefined) {
    throw new CliError('USAGE', {
      message: 'this deliveryId does not contain the time of receipt',
      hint: 'Set the time range with --from and --to.',
    });
  }
  if (from !== undefined) return parseRange({ from, to }, nowMs);
  const atMs = idMs ?? 0;
  return { fromMs: atMs - ID_SLACK_MS, toMs: atMs + ID_SLACK_MS };
}

/** Reads the time of a UUIDv7, which starts with the milliseconds since 1970. */
function timeOfId(id: string): number | undefined {
  return id[14] === '7' ? Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16) : undefined;
}
