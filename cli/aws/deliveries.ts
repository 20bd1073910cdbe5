import { pMapIterable } from 'p-map';
import type { Change } from '../../src/pipeline/change/change.ts';
import { BodyError } from '../../src/json/parse-lossless.ts';
import { splitBody } from '../../src/pipeline/change/split-body.ts';
import { listArchivedApps, readArchive, type ArchiveFault, type ArchivedLine } from './archive-reader.ts';
import { BODY_PROBLEMS, createReadBody, type ReadBody } from './body.ts';
import { checkFilter } from '../meta/known-filter.ts';
import { CliError } from '../errors/cli-error.ts';
import type { Context } from '../context.ts';
import { looksInside, matchesChange, matchesDelivery, type FilterOptions } from './delivery-filter.ts';
import { formatCount } from '../terminal/format.ts';
import type { Output } from '../terminal/output.ts';
import type { TimeRange } from '../options/time.ts';

/** Why the changes of a delivery cannot be read. */
export type DeliveryProblem = keyof typeof BODY_PROBLEMS;

/** An archived delivery that matches the filter, with its changes. */
export interface FoundDelivery extends ArchivedLine {
  /** Size of Meta's body in bytes; undefined if the body is not available. */
  readonly bytes: number | undefined;
  readonly changes: readonly Change[];
  /** The changes that match the filter. */
  readonly matching: readonly Change[];
  readonly problem: DeliveryProblem | undefined;
}

/** Counts and faults of reading the archive. */
export interface ReadSummary {
  /** Number of deliveries in the range. */
  read: number;
  readonly faults: ArchiveFault[];
}

export interface Search {
  readonly range: TimeRange;
  readonly filter: FilterOptions;
  readonly summary: ReadSummary;
}

/** Number of large bodies that are read at the same time. */
const CONCURRENT_BODIES = 4;

export function newSummary(): ReadSummary {
  return { read: 0, faults: [] };
}

/**
 * Finds the archived deliveries of a range that match a filter. Also returns deliveries whose body is not available,
 * because they might match.
 * @throws {@link CliError} INTERRUPTED
 */
export async function* findDeliveries(context: Context, search: Search): AsyncGenerator<FoundDelivery> {
  const { clients, stack, ports, output } = context;
  const { range, filter, summary } = search;
  const bucket = stack.output('archiveBucketName');
  const readBody = createReadBody(clients.s3, bucket);
  const lines = readArchive(
    { s3: clients.s3, bucket, ports },
    { range, apps: filter.app ?? [], onFault: (fault) => summary.faults.push(fault) },
  );
  const countedLines = countLines(lines, () => {
    summary.read += 1;
    output.progress(() => `read ${formatCount(summary.read, 'delivery', 'deliveries')}`);
  });
  for await (const found of pMapIterable(countedLines, async (line) => inspect(line, filter, readBody), {
    concurrency: CONCURRENT_BODIES,
  })) {
    if (ports.signal.aborted)
      throw new CliError('INTERRUPTED', { message: 'interrupted', hint: 'Run the command again.' });
    if (found) yield found;
  }
}

/**
 * Rejects names in a filter that never match: names that are probably misspelled, and apps that neither the stack nor
 * its archive has.
 * @throws {@link CliError} APP_UNKNOWN | WEBHOOK_OBJECT_UNKNOWN | FIELD_UNKNOWN
 */
export async function checkArchiveFilter(context: Context, { app = [], object, field }: FilterOptions): Promise<void> {
  const { stack, clients, ports } = context;
  const others = app.filter((key) => !stack.apps().some((one) => one.key === key));
  // An app that was removed from the stack keeps its deliveries.
  const archived =
    others.length === 0
      ? []
      : await listArchivedApps({ s3: clients.s3, bucket: stack.output('archiveBucketName'), ports });
  checkFilter(context, { app: others.filter((key) => !archived.includes(key)), object, field });
}

async function* countLines(lines: AsyncIterable<ArchivedLine>, onLine: () => void): AsyncGenerator<ArchivedLine> {
  for await (const line of lines) {
    onLine();
    yield line;
  }
}

async function inspect(
  line: ArchivedLine,
  filter: FilterOptions,
  readBody: ReadBody,
): Promise<FoundDelivery | undefined> {
  if (!matchesDelivery(line, filter)) return undefined;
  const body = await readBody(line.encoding, line.body);
  const { changes, problem } = typeof body === 'string' ? { changes: [], problem: body } : listChanges(body);
  const matching = changes.filter((change) => matchesChange(change, filter));
  const isAltered = problem !== undefined && problem !== 'INVALID_JSON';
  if (looksInside(filter) && matching.length === 0 && !isAltered) return undefined;
  return { ...line, bytes: typeof body === 'string' ? undefined : body.byteLength, changes, matching, problem };
}

function listChanges(body: Buffer): {
  readonly changes: readonly Change[];
  readonly problem: DeliveryProblem | undefined;
} {
  try {
    return { changes: splitBody(body).changes, problem: undefined };
  } catch (error) {
    if (error instanceof BodyError) return { changes: [], problem: 'INVALID_JSON' };
    throw error;
  }
}

/** Whether a delivery is damaged. A body that is not JSON is not damaged: Meta sent it that way. */
export function isFault({ problem }: Pick<FoundDelivery, 'problem'>): boolean {
  return problem !== undefined && problem !== 'INVALID_JSON';
}

/** Prints the parts of the archive that could not be read. */
export function reportFaults(faults: readonly ArchiveFault[], output: Output): void {
  for (const { key, problem } of faults) output.note(`${problem}  ${key}`);
}
