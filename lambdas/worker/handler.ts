import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { Split } from '../../src/pipeline/change/change.ts';
import { ReceiverError } from '../../src/errors/receiver-error.ts';
import { nameOfError } from '../aws/log.ts';
import type { Archive } from './archive.ts';
import { deliver, type DeliverDeps } from './deliver.ts';
import { groupRecords, isMoved } from './groups.ts';
import { attributesOf, receivesOf, type Queue } from './queue.ts';
import { readMessage, type ReadDelivery, type ReadDeps } from './read-message.ts';
import { OutOfTimeError } from './split-apart.ts';

/**
 * This long before its own time-out the worker starts nothing new. What is under way then ends by itself: a call to the
 * bus that is refused and goes entry by entry lasts 14 s at most, tries included, and marks may follow.
 */
const RESERVE_MS = 25_000;
/** This long before it, not even a mark is started: one lasts 9 s at most. */
const MARK_RESERVE_MS = 10_000;

export interface WorkerDeps extends Omit<DeliverDeps, 'outOfTime' | 'outOfTimeForMarks'> {
  readonly queue: Queue;
  readonly archive: Archive;
  /** Splits a body in a process of its own, within the time that is left, see `split-apart.ts`. */
  readonly splitApart: (rawBody: Buffer, remainingMs: () => number) => Promise<Split>;
}

type Archived = Awaited<ReturnType<Archive['write']>>;

/** What became of the records of a batch. */
interface Ended {
  /** To be tried again after a pause. */
  readonly failed: SQSRecord[];
  /** To be tried again at once: there was no time for them. */
  readonly late: SQSRecord[];
  /** How many were put into the dead letters. */
  dead: number;
}

type GroupDeps = WorkerDeps & DeliverDeps & ReadDeps;

/**
 * Makes the worker behind the queue of deliveries: every change of every delivery is claimed, and put on the bus if
 * the claim is ours. Deliveries that did not get through are handed back and seen again later.
 */
export function createHandler(deps: WorkerDeps) {
  return async (event: SQSEvent, context: Pick<Context, 'getRemainingTimeInMillis'>): Promise<SQSBatchResponse> => {
    const remainingMs = (): number => context.getRemainingTimeInMillis() - RESERVE_MS;
    const outOfTime = (): boolean => remainingMs() < 0;
    const outOfTimeForMarks = (): boolean => context.getRemainingTimeInMillis() < MARK_RESERVE_MS;
    const splitApart = async (rawBody: Buffer): Promise<Split> => deps.splitApart(rawBody, remainingMs);
    // Archive first: what an acknowledged delivery carried exists only here.
    const archived = await deps.archive.write(event.Records);
    const groups = groupRecords(event.Records.filter(({ messageId }) => archived.has(messageId)));
    const ended: Ended = {
      failed: event.Records.filter(({ messageId }) => !archived.has(messageId)),
      late: [],
      dead: 0,
    };
    for (const group of groups) {
      await handleGroup(group, ended, { ...deps, archived, outOfTime, outOfTimeForMarks, splitApart });
      // The next group may kill the process: what is done must not come back with it.
      if (group !== groups.at(-1))
        await remove(
          group.filter((record) => !hasFailed(record, [...ended.failed, ...ended.late])),
          deps,
        );
    }
    await handBack(ended, deps);
    const again = [...ended.failed, ...ended.late];
    const counts = {
      Deliveries: event.Records.length,
      BatchItemFailures: again.length || undefined,
      DeadLettered: ended.dead || undefined,
    };
    deps.metrics.write('batch', {}, { ...counts, RemainingTime: context.getRemainingTimeInMillis() });
    return { batchItemFailures: again.map(({ messageId }) => ({ itemIdentifier: messageId })) };
  };
}

/**
 * Whether a record, or another copy of its message or delivery, has failed. SQS can hand out one message twice in a
 * batch: deleting one copy deletes the message, and the failed copy with it.
 */
function hasFailed(record: SQSRecord, failed: readonly SQSRecord[]): boolean {
  const { deliveryId } = attributesOf(record);
  return failed.some(
    (other) =>
      other.messageId === record.messageId ||
      (deliveryId !== undefined && attributesOf(other)['deliveryId'] === deliveryId),
  );
}

/** Handles records together, and adds what did not get through to `ended`. */
async function handleGroup(
  group: readonly SQSRecord[],
  ended: Ended,
  deps: GroupDeps & { readonly archived: Archived },
): Promise<void> {
  if (deps.outOfTime()) {
    ended.late.push(...group);
    return;
  }
  const read: ReadDelivery[] = [];
  for (const record of group) {
    try {
      read.push({ ...(await readMessage(record, deps)), archive: deps.archived.get(record.messageId) });
    } catch (error) {
      await unreadable(record, error, { ...deps, ended });
    }
  }
  const again = await deliver(
    read,
    group.some((record) => receivesOf(record) > 1 || isMoved(record)),
    deps,
  );
  for (const { record, isLate } of again) (isLate ? ended.late : ended.failed).push(record);
}

/** What will never be readable goes to the dead letters at once, with the reason; anything else may pass. */
async function unreadable(
  record: SQSRecord,
  error: unknown,
  { queue, log, ended }: WorkerDeps & { readonly ended: Ended },
): Promise<void> {
  const facts = { deliveryId: attributesOf(record)['deliveryId'], receives: receivesOf(record) };
  if (error instanceof OutOfTimeError) {
    ended.late.push(record);
    return;
  }
  if (!(error instanceof ReceiverError)) {
    log.error('delivery not read, will be tried again', { ...facts, ...nameOfError(error) });
    ended.failed.push(record);
    return;
  }
  try {
    await queue.deadLetter(record, error.code);
    ended.dead += 1;
    log.error('put into the dead letters', { ...facts, code: error.code, hint: error.hint });
  } catch (cause) {
    ended.failed.push(record);
    log.error('not put into the dead letters, will be tried again', {
      ...facts,
      code: error.code,
      ...nameOfError(cause),
    });
  }
}

async function remove(done: readonly SQSRecord[], { queue, log }: WorkerDeps): Promise<void> {
  if (done.length === 0) return;
  try {
    await queue.remove(done);
  } catch (error) {
    log.warn('delivered messages not removed early', { deliveries: done.length, ...nameOfError(error) });
  }
}

/**
 * Without it the messages come back too, after the queue's visibility time-out. One that fails does not stop the other.
 */
async function handBack({ failed, late }: Ended, { queue, log }: WorkerDeps): Promise<void> {
  const change = async (
    records: readonly SQSRecord[],
    call: (records: readonly SQSRecord[]) => Promise<void>,
  ): Promise<void> => {
    if (records.length === 0) return;
    try {
      await call(records);
    } catch (error) {
      log.warn('visibility of failed deliveries not changed', { deliveries: records.length, ...nameOfError(error) });
    }
  };
  await change(failed, async (records) => queue.backOff(records));
  await change(late, async (records) => queue.release(records));
}
