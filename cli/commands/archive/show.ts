import type { Change } from '../../../src/pipeline/change/change.ts';
import { claimKey } from '../../../src/pipeline/dedupe/claim.ts';
import { BODY_PROBLEMS, createReadBody } from '../../aws/body.ts';
import { CliError, type ExitCode } from '../../errors/cli-error.ts';
import type { Context } from '../../context.ts';
import {
  findDeliveries,
  isFault,
  newSummary,
  reportFaults,
  type FoundDelivery,
  type Search,
} from '../../aws/deliveries.ts';
import type { Printer } from '../../terminal/printer.ts';
import { shortId, shortTime } from '../../../local/terminal/short.ts';
import { sanitize } from '../../../src/text/terminal-safe.ts';
import { completeId, isShortId } from '../../aws/delivery-id.ts';
import { showDelivery } from '../../aws/show-body.ts';
import { parseRange, rangeText, type TimeRange } from '../../options/time.ts';
import { toDocument } from './delivery-document.ts';

interface RangeOptions {
  readonly from: string | undefined;
  readonly to: string | undefined;
}

/** The options of `archive show`. */
export interface ShowOptions extends RangeOptions {
  readonly body: boolean | undefined;
}

/**
 * Shows one delivery.
 * @throws {@link CliError} DELIVERY_UNKNOWN | USAGE
 */
export async function showArchived(context: Context, id: string, options: ShowOptions): Promise<ExitCode> {
  const { clients, stack, ports, output } = context;
  const bucket = stack.output('archiveBucketName');
  const search: Search = {
    range: toRange(id, options, ports.now()),
    filter: { deliveryId: [id] },
    summary: newSummary(),
  };
  const found = await findOne(context, search, id);
  if (found !== undefined) {
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
    const print = (printer: Printer): void => {
      printHead(printer, found, bucket);
      printer.line();
      printChanges(printer, events);
    };
    const code = showDelivery({ document, print, body }, context);
    return isFault(found) ? 1 : code;
  }
  reportFaults(search.summary.faults, output);
  throw new CliError('DELIVERY_UNKNOWN', {
    message: `${id} is not in the archive of ${rangeText(search.range)}`,
    hint:
      'Extend --from and --to: it may have expired from the archive, or may not have been processed yet. Replays are ' +
      'not archived: use the deliveryId in their replayOf.',
  });
}

/** Finds the delivery. With the end of an id, reads the whole range, because several deliveries can have it. */
async function findOne(context: Context, search: Search, given: string): Promise<FoundDelivery | undefined> {
  const found: FoundDelivery[] = [];
  for await (const one of findDeliveries(context, search)) {
    if (!isShortId(given)) return one;
    found.push(one);
  }
  completeId(
    given,
    found.map(({ deliveryId }) => deliveryId),
  );
  return found[0];
}

function printHead(
  printer: Printer,
  { deliveryId: id, app, receivedAt, encoding, bytes, problem, key }: FoundDelivery,
  bucket: string,
): void {
  printer.facts({
    delivery: sanitize(id),
    app: sanitize(app),
    received: shortTime(sanitize(receivedAt), printer.screen),
    bytes,
    encoding: sanitize(encoding),
    archived: `s3://${bucket}/${key}`,
    problem: problem && `${problem}: ${BODY_PROBLEMS[problem]}`,
  });
}

function printChanges(printer: Printer, events: readonly { readonly id: string; readonly change: Change }[]): void {
  if (events.length === 0) printer.line('no changes');
  else
    printer.table(
      ['OBJECT', 'FIELD', 'KIND', 'ENTRY', '', 'EVENT ID'],
      events.map(({ id, change }) => [
        sanitize(change.object),
        sanitize(change.field),
        sanitize(change.kind),
        sanitize(change.entryId),
        change.identity.weak ? 'weak' : '',
        shortId(id, printer.screen),
      ]),
    );
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
      hint: 'Set the time range with --from and --to, or give the whole id, which archive list prints with --wide.',
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
