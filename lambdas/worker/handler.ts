import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { ReceiverError } from '../../src/receiver-error.ts';
import { nameOfError } from '../shared/log.ts';
import type { Archive } from './archive.ts';
import { deliver, type DeliverDeps } from './deliver.ts';
import { groupRecords } from './groups.ts';
import { attributesOf, receivesOf, type Queue } from './queue.ts';
import { readMessage, type ReadDelivery } from './read-message.ts';

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
}

type Archived = Awaited<ReturnType<Archive['write']>>;

/**
 * Makes the worker behind the queue of deliveries: every change of every delivery is claimed, and put on the bus if
 * the claim is ours. Deliveries that did not get through are handed back and seen again later.
 */
export function createHandler(deps: WorkerDeps) {
  return async (event: SQSEvent, context: Pick<Context, 'getRemainingTimeInMillis'>): Promise<SQSBatchResponse> => {
    const outOfTime = (): boolean => context.getRemainingTimeInMillis() < RESERVE_MS;
    const outOfTimeForMarks = (): boolean => context.getRemainingTimeInMillis() < MARK_RESERVE_MS;
    // Archive first: what an acknowledged delivery carried exists only here.
    const archived = await deps.archive.write(event.Records);
    const groups = groupRecords(event.Records.filter(({ messageId }) => archived.has(messageId)));
    const failed = event.Records.filter(({ messageId }) => !archived.has(messageId));
    let buried = 0;
    for (const group of groups) {
      const { again, dead } = await handleGroup(group, archived, { ...deps, outOfTime, outOfTimeForMarks });
      failed.push(...again);
      buried += dead;
      // The next group may kill the process: what is done must not come back with it.
      if (group !== groups.at(-1)) await remove(group.filter((record) => !hasFailed(record, failed)), deps);
    }
    await postpone(failed, deps);
    const counts = { Deliveries: event.Records.length, Returned: failed.length || undefined, Buried: buried || undefined };
    deps.metrics.write('batch', {}, { ...counts, TimeLeft: context.getRemainingTimeInMillis() });
    return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
  };
}

/**
 * Whether a record, or another copy of its message or delivery, has failed. SQS can hand out one message twice in a
 * batch: deleting one copy deletes the message, and the failed copy with it.
 */
function hasFailed(record: SQSRecord, failed: readonly SQSRecord[]): boolean {
  const { deliveryId } = attributesOf(record);
  return failed.some((other) => other.messageId === record.messageId || (deliveryId !== undefined && attributesOf(other)['deliveryId'] === deliveryId));
}

/** @returns the records to be tried again, and how many were put into the dead letters */
async function handleGroup(group: readonly SQSRecord[], archived: Archived, deps: WorkerDeps & DeliverDeps): Promise<{ again: SQSRecord[]; dead: number }> {
  if (deps.outOfTime()) return { again: [...group], dead: 0 };
  const read: ReadDelivery[] = [];
  const failed: SQSRecord[] = [];
  for (const record of group) {
    try {
      read.push({ ...(await readMessage(record, deps.objects)), archive: archived.get(record.messageId) });
    } catch (error) {
      if (!(await buried(record, error, deps))) failed.push(record);
    }
  }
  const again = await deliver(read, group.some((record) => receivesOf(record) > 1), deps);
  return { again: [...failed, ...again.map(({ record }) => record)], dead: group.length - read.length - failed.length };
}

/** What will never be readable goes to the dead letters at once, with the reason; anything else may pass. */
async function buried(record: SQSRecord, error: unknown, { queue, log }: WorkerDeps): Promise<boolean> {
  const facts = { deliveryId: attributesOf(record)['deliveryId'], receives: receivesOf(record) };
  if (!(error instanceof ReceiverError)) {
    log.error('delivery not read, will be tried again', { ...facts, ...nameOfError(error) });
    return false;
  }
  try {
    await queue.bury(record, error.code);
    log.error('put into the dead letters', { ...facts, code: error.code, hint: error.hint });
    return true;
  } catch (cause) {
    log.error('not put into the dead letters, will be tried again', { ...facts, code: error.code, ...nameOfError(cause) });
    return false;
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

/** Without it the messages come back all the same, after the queue's visibility time-out. */
async function postpone(failed: readonly SQSRecord[], { queue, log }: WorkerDeps): Promise<void> {
  if (failed.length === 0) return;
  try {
    await queue.postpone(failed);
  } catch (error) {
    log.warn('failed deliveries not postponed', { deliveries: failed.length, ...nameOfError(error) });
  }
}
