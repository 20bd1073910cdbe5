import {
  ListMessageMoveTasksCommand,
  StartMessageMoveTaskCommand,
  type ListMessageMoveTasksResultEntry,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { CliError } from '../../errors/cli-error.ts';
import { formatNumber } from '../../terminal/format.ts';
import type { Output } from '../../terminal/output.ts';
import type { CliPorts } from '../../ports.ts';

/** Error names of emulators without message move tasks. */
const UNSUPPORTED = new Set([
  'AWS.SimpleQueueService.UnsupportedOperation',
  'InvalidAction',
  'NotImplemented',
  'UnknownOperationException',
  'UnsupportedOperation',
]);
const POLL_MS = 2_000;

export interface Move {
  readonly sourceArn: string;
  readonly destinationArn: string;
  /** Maximum messages per second, up to 500. @default - chosen by SQS */
  readonly rate: number | undefined;
}

/** Dependencies of the message move task. */
export interface MoveDeps {
  readonly sqs: SQSClient;
  readonly ports: Pick<CliPorts, 'pause' | 'signal'>;
  readonly output: Output;
}

/**
 * Starts an SQS message move task from the dead-letter queue to the delivery queue, and waits until it has finished.
 * @returns the number of moved messages; undefined if the service has no move tasks
 * @throws {@link CliError} MOVE_UNDER_WAY | MOVE_FAILED | INTERRUPTED
 */
export async function moveByTask(move: Move, deps: MoveDeps): Promise<number | undefined> {
  let before: ListMessageMoveTasksResultEntry | undefined;
  try {
    before = await latestTask(move, deps);
    if (before?.Status === 'RUNNING') throw underWay(before);
    await deps.sqs.send(
      new StartMessageMoveTaskCommand({
        SourceArn: move.sourceArn,
        DestinationArn: move.destinationArn,
        MaxNumberOfMessagesPerSecond: move.rate,
      }),
    );
  } catch (error) {
    if (Error.isError(error) && UNSUPPORTED.has(error.name)) return undefined;
    throw error;
  }
  return follow(move, before?.StartedTimestamp, deps);
}

async function latestTask(
  { sourceArn }: Move,
  { sqs }: MoveDeps,
): Promise<ListMessageMoveTasksResultEntry | undefined> {
  const { Results = [] } = await sqs.send(new ListMessageMoveTasksCommand({ SourceArn: sourceArn, MaxResults: 1 }));
  return Results[0];
}

/** Waits for our task. @param earlier - start time of the previous task, which the list may still return */
async function follow(move: Move, earlier: number | undefined, deps: MoveDeps): Promise<number> {
  for (;;) {
    const latest = await latestTask(move, deps);
    const task: ListMessageMoveTasksResultEntry =
      latest === undefined || latest.StartedTimestamp === earlier ? {} : latest;
    const { ApproximateNumberOfMessagesMoved: moved = 0, ApproximateNumberOfMessagesToMove: total } = task;
    if (task.Status === 'COMPLETED') return moved;
    if (task.Status === 'FAILED' || task.Status === 'CANCELLED') throw endedBadly(task, moved);
    deps.output.progress(
      () => `moved ${formatNumber(moved)}${total === undefined ? '' : ` of about ${formatNumber(total)}`}`,
    );
    await waitFor(move, deps);
  }
}

function endedBadly({ Status, FailureReason }: ListMessageMoveTasksResultEntry, moved: number): CliError {
  return new CliError('MOVE_FAILED', {
    message:
      `the SQS move task ended with status ${Status ?? 'unknown'} after ${formatNumber(moved)} ` +
      `messages${FailureReason === undefined ? '' : `: ${FailureReason}`}`,
    hint: 'Run the command again. The other messages are still in the dead-letter queue.',
  });
}

async function waitFor({ sourceArn }: Move, { ports }: MoveDeps): Promise<void> {
  try {
    await ports.pause(POLL_MS, ports.signal);
  } catch (error) {
    if (!ports.signal.aborted) throw error;
    throw new CliError('INTERRUPTED', {
      message: 'interrupted; the move task continues in SQS',
      hint:
        `Watch it with \`aws sqs list-message-move-tasks --source-arn ${sourceArn}\`. Stop it with \`aws sqs ` +
        `cancel-message-move-task --task-handle <TaskHandle>\`.`,
    });
  }
}

function underWay({
  ApproximateNumberOfMessagesMoved: moved = 0,
  TaskHandle: handle = '',
}: ListMessageMoveTasksResultEntry): CliError {
  return new CliError('MOVE_UNDER_WAY', {
    message: `a move task from the dead-letter queue is already running (${formatNumber(moved)} moved)`,
    hint: `Wait for it, or stop it with \`aws sqs cancel-message-move-task --task-handle ${handle}\`.`,
  });
}
