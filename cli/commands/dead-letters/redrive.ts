import { CliError, type ExitCode } from '../../errors/cli-error.ts';
import { throwIfInterrupted, type Context } from '../../context.ts';
import { deadLetterQueue, peek, queueFacts, type DeadLetter, type DeadLetterQueue } from './dead-letter-queue.ts';
import { explainError } from '../../errors/explain-error.ts';
import { isSelected, MOVE_PROBLEMS, moveManually, type Moved, type Selection } from './manual-redrive.ts';
import { moveByTask } from './move-task.ts';
import { formatCount, formatNumber } from '../../terminal/format.ts';
import type { Output } from '../../terminal/output.ts';
import { red } from '../../../local/terminal/text.ts';
import { completeId, isShortId } from '../../aws/delivery-id.ts';
import { PROGRAM_NAME } from '../../framework/help-text.ts';
import type { Printer } from '../../terminal/printer.ts';
import { shortId, shortTime } from '../../../local/terminal/short.ts';
import { paintLevel } from '../../terminal/status.ts';
import { sanitize } from '../../../src/text/terminal-safe.ts';

/** The options of `dead-letters redrive`. */
export interface RedriveOptions {
  readonly rate: number | undefined;
  readonly deliveryId: readonly string[] | undefined;
  readonly includeUnreadable: boolean | undefined;
  readonly dryRun: boolean | undefined;
}

const RATE_BY_HAND = 50;
/** Above this number, peeking at each message first takes longer than moving the messages one by one. */
const MAX_PEEK = 5_000;

interface Plan {
  readonly by: 'task' | 'hand';
  readonly why?: string;
  /** The messages of the peek, if there was one. */
  readonly seen?: readonly DeadLetter[];
}

/** Moves dead letters back to the delivery queue. */
export async function redrive(context: Context, options: RedriveOptions): Promise<ExitCode> {
  const { clients, stack, ports } = context;
  const queue = deadLetterQueue(clients.sqs, stack.output('deadLetterQueueUrl'), ports);
  const selection: Selection = {
    ids: await completeIds(context, queue, options.deliveryId),
    includeUnreadable: options.includeUnreadable === true,
  };
  stack.output('queueUrl');
  if (options.dryRun === true) return dryRun(context, queue, selection);
  const plan = await createPlan(context, queue, selection);
  throwIfInterrupted(ports);
  if (plan.seen?.length === 0) return nothing(context);
  if (plan.by === 'task') {
    const moved = await byTask(context, queue, options);
    if (moved !== undefined) return reportTask(context, queue, moved);
    context.output.note('The service has no move tasks. Moving the messages one by one.');
  } else if (plan.why !== undefined) context.output.note(plan.why);
  const { rate = RATE_BY_HAND } = options;
  const move = { messages: queue, deliveryQueueUrl: stack.output('queueUrl'), rate, selection };
  return report(context, await moveManually(move, context), { queue, selection });
}

/** Completes ids of which only the end was given. Reads the queue only if there are any. */
async function completeIds(
  context: Context,
  queue: DeadLetterQueue,
  given: readonly string[] = [],
): Promise<Set<string>> {
  if (!given.some(isShortId)) return new Set(given);
  const ids = (await lookAtAll(context, queue)).map(({ id }) => id);
  return new Set(given.map((id) => completeId(id, ids)));
}

function nothing({ output }: Context): ExitCode {
  output.document({ by: 'hand', moved: 0, failed: [], left: 0 });
  output.line('No visible dead letters.');
  return 0;
}

/** Chooses how to move. A move task moves all messages, so it fits only if all messages are to be moved. */
async function createPlan(
  context: Context,
  queue: DeadLetterQueue,
  { ids, includeUnreadable }: Selection,
): Promise<Plan> {
  if (ids.size > 0) return { by: 'hand' };
  if (includeUnreadable) return { by: 'task' };
  const { messages } = await queue.facts();
  if (messages > MAX_PEEK)
    return {
      by: 'hand',
      why:
        `About ${formatNumber(messages)} messages. Moving them one by one, so that messages that cannot be read ` +
        `stay in the dead-letter queue.`,
    };
  const seen = await lookAtAll(context, queue);
  const unreadable = seen.filter(({ reason }) => reason !== undefined).length;
  if (unreadable === 0) return { by: 'task', seen };
  return {
    by: 'hand',
    seen,
    why: `${formatCount(unreadable, 'message')} cannot be read and will stay. Moving the others one by one.`,
  };
}

async function lookAtAll({ output }: Context, queue: DeadLetterQueue): Promise<DeadLetter[]> {
  return peek(queue, {
    limit: Infinity,
    onRead: (messages) => {
      output.progress(() => `read ${formatCount(messages, 'dead letter')}`);
    },
  });
}

async function byTask(context: Context, queue: DeadLetterQueue, { rate }: RedriveOptions): Promise<number | undefined> {
  const { clients, stack } = context;
  const [source, destination] = await Promise.all([queue.facts(), queueFacts(clients.sqs, stack.output('queueUrl'))]);
  return moveByTask({ sourceArn: source.arn, destinationArn: destination.arn, rate }, { ...context, sqs: clients.sqs });
}

async function dryRun(context: Context, queue: DeadLetterQueue, selection: Selection): Promise<ExitCode> {
  const { output, ports } = context;
  const seen = await lookAtAll(context, queue);
  throwIfInterrupted(ports);
  const { move = [], unreadable = [] } = Object.groupBy(seen, (letter) => isSelected(letter, selection));
  const unknown = countUnknown(
    selection,
    seen.map(({ id }) => id),
  );
  output.document({
    dryRun: true,
    wouldMove: move.map(({ id }) => id),
    unreadable: unreadable.map(({ id }) => id),
    unknown,
  });
  for (const letter of move) printPlanned(output, 'move', letter);
  for (const letter of unreadable) printPlanned(output, 'stay', letter);
  if (seen.length > 0) output.line();
  output.line(`Would move ${formatCount(move.length, 'dead letter')}. Dry run: nothing was moved.`);
  reportUnreadable(output, unreadable.length);
  if (move.length > 0) output.next(`${PROGRAM_NAME} dead-letters redrive${formatSelection(selection)}`);
  return reportUnknown(context, unknown);
}

/** Formats the options that select the same messages. */
function formatSelection({ ids, includeUnreadable }: Selection): string {
  const options = [...ids].map((id) => ` --delivery-id ${id}`);
  return [...options, ...(includeUnreadable ? [' --include-unreadable'] : [])].join('');
}

function printPlanned(
  printer: Printer,
  what: 'move' | 'stay',
  { id, app = '-', receivedAt = '-', reason = '' }: DeadLetter,
): void {
  const { screen } = printer;
  const texts = [shortId(sanitize(id), screen), sanitize(app), shortTime(sanitize(receivedAt), screen)];
  printer.beside(
    [paintLevel(`would ${what}`, what === 'move' ? 'good' : 'attention'), '  '],
    [...texts, sanitize(reason)].join('  ').trimEnd(),
  );
}

function countUnknown({ ids }: Selection, seen: readonly string[]): string[] {
  return [...ids].filter((id) => !seen.includes(id));
}

function reportUnknown({ output }: Context, unknown: readonly string[]): ExitCode {
  for (const id of unknown) output.note(`Not in the dead-letter queue: ${sanitize(id)}`);
  return unknown.length > 0 ? 1 : 0;
}

function reportUnreadable(output: Output, count: number): void {
  if (count > 0)
    output.line(
      `Not moved because they cannot be read: ${formatCount(count, 'message')}. Use --include-unreadable to move them too.`,
    );
}

async function reportTask({ output }: Context, queue: DeadLetterQueue, moved: number): Promise<ExitCode> {
  const { messages: left } = await queue.facts();
  output.document({ by: 'task', moved, failed: [], left });
  output.line(
    `Moved ${formatCount(moved, 'dead letter')} to the delivery queue with an SQS move task; about ` +
      `${formatNumber(left)} left.`,
  );
  return 0;
}

function reportMoved(output: Output, { moved, failed, unreadable }: Moved, left: number | undefined): void {
  for (const { id, problem } of failed)
    output.aside.beside([red(problem), '  '], `${sanitize(id)}: ${MOVE_PROBLEMS[problem]}`);
  output.line(
    `Moved ${formatCount(moved.length, 'dead letter')} to the delivery ` +
      `queue${left === undefined ? '' : `; about ${formatNumber(left)} left`}.`,
  );
  reportUnreadable(output, unreadable.length);
}

async function report(
  context: Context,
  result: Moved,
  { queue, selection }: { readonly queue: DeadLetterQueue; readonly selection: Selection },
): Promise<ExitCode> {
  const { output, ports } = context;
  const { moved, failed, unreadable, stoppedBy } = result;
  const isWhole = stoppedBy === undefined && !ports.signal.aborted;
  const unknown = isWhole ? countUnknown(selection, [...moved, ...unreadable, ...failed.map(({ id }) => id)]) : [];
  const left = isWhole ? (await queue.facts()).messages : undefined;
  reportMoved(output, result, left);
  output.document({ by: 'hand', moved: moved.length, movedIds: moved, failed, unreadable, unknown, left });
  if (stoppedBy !== undefined) throw explainError(stoppedBy);
  if (!isWhole)
    throw new CliError('INTERRUPTED', {
      message: 'interrupted',
      hint: 'Run the command again to move the remaining messages.',
    });
  return failed.length > 0 ? 1 : reportUnknown(context, unknown);
}
