import {
  ListMessageMoveTasksCommand,
  StartMessageMoveTaskCommand,
  type ListMessageMoveTasksResultEntry,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { CliError } from '../../errors/cli-error.ts';
import { formatNumber, type Output } from '../../terminal/output.ts';
import type { CliPorts } from '../../ports.ts';

/** What emulators answer that have no move task. */
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
  /** Messages a second, up to 500. @default - SQS's own choice */
  readonly rate: number | undefined;
}

export interface MoveDeps {
  readonly sqs: SQSClient;
  readonly ports: Pick<CliPorts, 'pause' | 'signal'>;
  readonly output: Output;
}

/**
 * Has SQS move everything from the dead letters to the delivery queue, and waits until it is through.
 * @returns how many were moved; undefined if the service has no move task
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

/** @param earlier - when the task before ours began: the list may still end with that one */
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
      `SQS's move task ended as ${Status ?? 'unknown'} after ${formatNumber(moved)} ` +
      `messages${FailureReason === undefined ? '' : `: ${FailureReason}`}`,
    hint: 'what was not moved is still among the dead letters: run the command again',
  });
}

async function waitFor({ sourceArn }: Move, { ports }: MoveDeps): Promise<void> {
  try {
    await ports.pause(POLL_MS, ports.signal);
  } catch (error) {
    if (!ports.signal.aborted) throw error;
    throw new CliError('INTERRUPTED', {
      message: 'stopped watching; the move itself goes on in SQS',
      hint:
        `watch it: aws sqs list-message-move-tasks --source-arn ${sourceArn}; stop it: aws sqs ` +
        `cancel-message-move-task --task-handle <its TaskHandle>`,
    });
  }
}

function underWay({
  ApproximateNumberOfMessagesMoved: moved = 0,
  TaskHandle: handle = '',
}: ListMessageMoveTasksResultEntry): CliError {
  return new CliError('MOVE_UNDER_WAY', {
    message: `a move out of the dead letters is under way already (${formatNumber(moved)} moved)`,
    hint: `wait for it, or stop it: aws sqs cancel-message-move-task --task-handle ${handle}`,
  });
}
