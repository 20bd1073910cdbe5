import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { Split } from '../../src/pipeline/change/change.ts';
import { nameOfError, type Log } from '../aws/log.ts';
import type { MetricLog } from '../aws/metrics.ts';
import type { Archive } from './archive.ts';
import type { BatchMetrics } from './batch-metrics.ts';
import { hasFailures, isOnlyOutOfTime, type DeliveryOutcome } from './change-outcome.ts';
import { groupDeliveries } from './group-deliveries.ts';
import { logBatch, logOutcome } from './log-outcomes.ts';
import { markUntilDone } from './mark-emitted.ts';
import { isArchived, processSlices, type SliceDeps } from './process-slices.ts';
import type { Queue } from './queue.ts';
import { readDelivery, type ReadDeps, type ReadFailure, type SplitDelivery } from './read-delivery.ts';
import { recordMetrics } from './record-metrics.ts';
import { setAside, type MessageOutcome, type ProcessedMessage } from './set-aside.ts';
import { toQueuedDelivery, type QueuedDelivery } from './to-queued-delivery.ts';

/**
 * The worker starts nothing new in the last 25 s before its time-out. What is under way then ends in time: a call to
 * the bus that is rejected and repeated entry by entry takes at most 14 s with retries, and marks may follow.
 */
const RESERVE_MS = 25_000;
/** In the last 10 s, not even a mark is started. A mark takes at most 9 s. */
const MARK_RESERVE_MS = 10_000;

/** Dependencies of {@link createHandler}: clients of the services, clock and limits. */
export interface WorkerDeps extends Omit<SliceDeps, 'archiving' | 'remainingMs' | 'outOfTimeForMarks'> {
  readonly queue: Queue;
  readonly archive: Archive;
  /** Splits a body in a child process within the remaining time, see `split-apart.ts`. */
  readonly splitApart: (rawBody: Buffer, remainingMs: () => number) => Promise<Split>;
  readonly log: MetricLog;
  readonly metrics: BatchMetrics;
}

type BatchDeps = Omit<WorkerDeps, 'splitApart'> &
  Omit<SliceDeps, 'archiving'> &
  ReadDeps & {
    /** True if the batch has one delivery. Its line is that of the batch. */
    readonly isOneDelivery: boolean;
  };
type GroupDeps = BatchDeps & SliceDeps;

/**
 * Creates the worker, which reads the queue of deliveries. It claims every change of every delivery and puts the
 * changes that it claimed on the bus. SQS delivers messages again if some of their changes failed.
 */
export function createHandler(deps: WorkerDeps) {
  return async (event: SQSEvent, context: Pick<Context, 'getRemainingTimeInMillis'>): Promise<SQSBatchResponse> => {
    const batchDeps = { ...withDeadlines(deps, context), isOneDelivery: event.Records.length === 1 };
    const processed = await processBatch(event.Records.map(toQueuedDelivery), batchDeps);
    const failed = withOutcome(processed, 'failed');
    const outOfTime = withOutcome(processed, 'out-of-time');
    await changeVisibility(failed, async (messages) => deps.queue.backOff(messages), deps.log);
    await changeVisibility(outOfTime, async (messages) => deps.queue.release(messages), deps.log);
    const again = [...failed, ...outOfTime];
    const counts = {
      Deliveries: event.Records.length,
      BatchItemFailures: again.length || undefined,
      DeadLettered: withOutcome(processed, 'dead-lettered').length || undefined,
    };
    deps.metrics.write('batch', {}, { ...counts, RemainingTime: context.getRemainingTimeInMillis() });
    logBatch(processed, deps.log, deps.metrics.take());
    return { batchItemFailures: again.map(({ messageId }) => ({ itemIdentifier: messageId })) };
  };
}

function withDeadlines(
  deps: WorkerDeps,
  context: Pick<Context, 'getRemainingTimeInMillis'>,
): Omit<BatchDeps, 'isOneDelivery'> {
  const remainingMs = (): number => context.getRemainingTimeInMillis() - RESERVE_MS;
  return {
    ...deps,
    remainingMs,
    outOfTimeForMarks: () => context.getRemainingTimeInMillis() < MARK_RESERVE_MS,
    splitApart: async (rawBody) => deps.splitApart(rawBody, remainingMs),
  };
}

/**
 * Archives the batch while its first changes are claimed. The queue holds the only copy of what Meta sent, so nothing
 * is emitted or dead-lettered before it is in the archive.
 */
async function processBatch(batch: readonly QueuedDelivery[], deps: BatchDeps): Promise<ProcessedMessage[]> {
  const archiving = deps.archive.write(batch);
  const processed: ProcessedMessage[] = [];
  const groups = groupDeliveries(batch);
  for (const group of groups) {
    processed.push(...(await processGroup(group, { ...deps, archiving })));
    if (group === groups.at(-1)) break;
    // The next group may kill the process. Messages that are deleted now do not come back.
    await removeProcessed(group, processed, deps);
    deps.log.info('group processed', { deliveries: group.length }, ...deps.metrics.take());
  }
  await archiving;
  return processed;
}

async function processGroup(group: readonly QueuedDelivery[], deps: GroupDeps): Promise<ProcessedMessage[]> {
  if (deps.remainingMs() < 0) return group.map((message) => ({ message, outcome: 'out-of-time' }));
  const read: SplitDelivery[] = [];
  const unread: ProcessedMessage[] = [];
  for (const message of group) {
    const result = await readDelivery(message, deps);
    if (result.status === 'read') read.push(result);
    else unread.push({ message, outcome: await setAsideArchived(message, result, deps) });
  }
  const outcomes = await processSlices(read, deps);
  const archived = await deps.archiving;
  const { true: complete = [], false: failed = [] } = Object.groupBy(outcomes, ({ delivery }) =>
    isArchived(delivery, archived) ? 'true' : 'false',
  );
  await recordOutcomes(complete, deps);
  return [
    ...unread,
    ...failed.map(({ delivery: message }) => ({ message, outcome: 'failed' as const })),
    ...complete.map((details) => ({ message: details.delivery, outcome: toMessageOutcome(details), details })),
  ];
}

async function setAsideArchived(
  message: QueuedDelivery,
  result: ReadFailure,
  deps: GroupDeps,
): Promise<MessageOutcome> {
  return isArchived(message, await deps.archiving) ? setAside(message, result, deps) : 'failed';
}

async function recordOutcomes(outcomes: readonly DeliveryOutcome[], deps: GroupDeps): Promise<void> {
  recordMetrics(outcomes, deps.metrics, deps.now());
  // One by one, so that the line of a delivery follows those of its marks.
  for (const outcome of outcomes) {
    if (hasFailures(outcome)) await markUntilDone(outcome.changes, deps);
    if (!deps.isOneDelivery) logOutcome(outcome, deps.log);
  }
}

function toMessageOutcome(outcome: DeliveryOutcome): MessageOutcome {
  if (!hasFailures(outcome)) return 'processed';
  return isOnlyOutOfTime(outcome) ? 'out-of-time' : 'failed';
}

function withOutcome(processed: readonly ProcessedMessage[], outcome: MessageOutcome): QueuedDelivery[] {
  return processed.filter((one) => one.outcome === outcome).map(({ message }) => message);
}

async function removeProcessed(
  group: readonly QueuedDelivery[],
  processed: readonly ProcessedMessage[],
  { queue, log }: BatchDeps,
): Promise<void> {
  const again = [...withOutcome(processed, 'failed'), ...withOutcome(processed, 'out-of-time')];
  const done = group.filter((message) => !again.some((other) => isCopyOf(message, other)));
  if (done.length === 0) return;
  try {
    await queue.remove(done);
  } catch (error) {
    log.warn('delivered messages not removed early', { deliveries: done.length, ...nameOfError(error) });
  }
}

/**
 * True for the same message, and for two messages with the same delivery. SQS can deliver a message twice in one
 * batch. Deleting one copy would delete the message, and with it the copy that failed.
 */
function isCopyOf(message: QueuedDelivery, other: QueuedDelivery): boolean {
  const deliveryId = message.attributes['deliveryId'];
  return (
    message.messageId === other.messageId || (deliveryId !== undefined && deliveryId === other.attributes['deliveryId'])
  );
}

/** If it fails, the messages come back after the visibility time-out of the queue. */
async function changeVisibility(
  messages: readonly QueuedDelivery[],
  change: (messages: readonly QueuedDelivery[]) => Promise<void>,
  log: Log,
): Promise<void> {
  if (messages.length === 0) return;
  try {
    await change(messages);
  } catch (error) {
    log.warn('visibility of failed deliveries not changed', { deliveries: messages.length, ...nameOfError(error) });
  }
}
