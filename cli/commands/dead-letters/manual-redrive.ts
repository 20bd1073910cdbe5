import { createSend } from '../../../lambdas/aws/send.ts';
import type { DeadLetter, DeadLetterQueue } from './dead-letter-queue.ts';
import { formatNumber } from '../../terminal/format.ts';
import type { Output } from '../../terminal/output.ts';
import { toMovedAttributes } from './moved-attributes.ts';
import { createRateLimiter } from '../../aws/rate-limiter.ts';
import type { Clients, CliPorts } from '../../ports.ts';
import { retry } from '../../../src/retry/retry.ts';

/** Why a message was not moved, or may be in both queues. */
export type MoveProblem = 'NOT_SENT' | 'MAYBE_SENT' | 'SENT_NOT_DELETED';

/** Explains each problem for people. */
export const MOVE_PROBLEMS: Readonly<Record<MoveProblem, string>> = {
  NOT_SENT: 'the delivery queue rejected it. It is still in the dead-letter queue.',
  MAYBE_SENT:
    'the delivery queue did not respond. The message is still in the dead-letter queue and may be in the delivery ' +
    'queue too. Move it again when the delivery queue is empty. Emitted changes are then duplicates.',
  SENT_NOT_DELETED:
    'it is in the delivery queue and still in the dead-letter queue. Move it again when the delivery queue is ' +
    'empty. Its changes are then duplicates.',
};

/** Selects the messages to move. */
export interface Selection {
  /** The deliveryIds to move; empty for all. */
  readonly ids: ReadonlySet<string>;
  /** Whether to move messages that cannot be read. */
  readonly includeUnreadable: boolean;
}

export interface ManualMove {
  readonly messages: DeadLetterQueue;
  readonly deliveryQueueUrl: string;
  /** Maximum messages per second. */
  readonly rate: number;
  readonly selection: Selection;
}

/** Dependencies of the manual redrive. */
export interface ManualMoveDeps {
  readonly clients: Clients;
  readonly ports: CliPorts;
  readonly output: Output;
}

/** A message that was not moved correctly. */
export interface Failed {
  readonly id: string;
  readonly problem: MoveProblem;
}

/** The result of a manual redrive. */
export interface Moved {
  readonly moved: readonly string[];
  readonly failed: readonly Failed[];
  /** Messages that stay because they cannot be read. */
  readonly unreadable: readonly string[];
  /** The error that ended the move early. */
  readonly stoppedBy: unknown;
}

/** Longer than the slowest batch, so that no message becomes visible while it is moved. */
const HIDDEN_SECONDS = 120;
const DELETE_TRIES = 3;
const DELETE_PAUSE_MS = 500;

/** Decides whether a message is moved, stays because it cannot be read, or is not selected. */
export function isSelected(
  { id, reason }: DeadLetter,
  { ids, includeUnreadable }: Selection,
): 'move' | 'unreadable' | 'other' {
  if (ids.size > 0 && !ids.has(id)) return 'other';
  return reason !== undefined && !includeUnreadable ? 'unreadable' : 'move';
}

const NONE = { move: [], unreadable: [], other: [] };

type Outcome = 'moved' | 'interrupted' | MoveProblem;

/**
 * Moves messages without SQS's message move task: receives, sends with the same attributes, then deletes. In this
 * order, a crash leaves a message in both queues, but never in none. Each copy is marked as moved, so that the second
 * one is a duplicate. Never throws.
 */
export async function moveManually(move: ManualMove, deps: ManualMoveDeps): Promise<Moved> {
  const { messages, selection } = move;
  const result = {
    moved: [] as string[],
    failed: [] as Failed[],
    unreadable: [] as string[],
    stoppedBy: undefined as unknown,
  };
  const held: DeadLetter[] = [];
  const moveOne = createMoveOne(move, deps);
  const missing = new Set(selection.ids);
  const moved = new Set<string>();
  try {
    for await (const batch of messages.take({ limit: Infinity, hiddenSeconds: HIDDEN_SECONDS })) {
      const {
        move: chosen,
        unreadable,
        other,
      } = { ...NONE, ...Object.groupBy(batch, (letter) => choose(letter, selection, moved)) };
      result.unreadable.push(...unreadable.map(({ id }) => id));
      const outcomes = await Promise.all(chosen.map(async (letter) => [letter, await moveOne(letter)] as const));
      held.push(...unreadable, ...other, ...settle(outcomes, result));
      for (const { id } of batch) missing.delete(id);
      for (const [{ id }] of outcomes.filter(([, outcome]) => outcome === 'moved')) moved.add(id);
      deps.output.progress(() => `moved ${formatNumber(result.moved.length)}`);
      if (isStuck(outcomes) || isFound(missing, selection)) break;
    }
  } catch (error) {
    // Report the messages that were moved before the error.
    result.stoppedBy = error;
  }
  await messages.release(held);
  return result;
}

/** As {@link isSelected}, except that a message that this run moved and that failed again at once stays. */
function choose(letter: DeadLetter, selection: Selection, moved: ReadonlySet<string>): ReturnType<typeof isSelected> {
  return letter.reason !== undefined && moved.has(letter.id) ? 'other' : isSelected(letter, selection);
}

/** Records the outcomes. @returns the messages that were not moved */
function settle(
  outcomes: readonly (readonly [DeadLetter, Outcome])[],
  { moved, failed }: { readonly moved: string[]; readonly failed: Failed[] },
): DeadLetter[] {
  return outcomes.flatMap(([letter, outcome]) => {
    if (outcome === 'moved') {
      moved.push(letter.id);
      return [];
    }
    if (outcome !== 'interrupted') failed.push({ id: letter.id, problem: outcome });
    return [letter];
  });
}

function isFound(missing: ReadonlySet<string>, { ids }: Selection): boolean {
  return ids.size > 0 && missing.size === 0;
}

/** Whether no message of a batch was moved, so that the next batch would fail too. */
function isStuck(outcomes: readonly (readonly [DeadLetter, Outcome])[]): boolean {
  return outcomes.length > 0 && outcomes.every(([, outcome]) => outcome !== 'moved');
}

function createMoveOne({ messages, deliveryQueueUrl, rate }: ManualMove, { clients, ports }: ManualMoveDeps) {
  const send = createSend(clients.sender, deliveryQueueUrl);
  const limiter = createRateLimiter(rate, ports);
  const remove = async (letter: DeadLetter): Promise<Outcome> =>
    retry(async () => messages.remove(letter), {
      waitMs: (_, attempts) => (attempts < DELETE_TRIES ? DELETE_PAUSE_MS : undefined),
      pause: ports.pause,
    }).then(
      () => 'moved',
      () => 'SENT_NOT_DELETED',
    );
  return async (letter: DeadLetter): Promise<Outcome> => {
    try {
      await limiter();
    } catch {
      return 'interrupted';
    }
    try {
      await send(letter.messageBody, toMovedAttributes(letter.attributes, ports.newId()));
    } catch (error) {
      return wasRefused(error) ? 'NOT_SENT' : 'MAYBE_SENT';
    }
    return remove(letter);
  };
}

/** Whether the message was certainly not sent: SQS rejected it or was not reachable. */
function wasRefused(error: unknown): boolean {
  const { code, $metadata } = error as { code?: string; $metadata?: { httpStatusCode?: number } };
  const status = $metadata?.httpStatusCode ?? 0;
  return code === 'ECONNREFUSED' || code === 'ENOTFOUND' || (status >= 400 && status < 500);
}
