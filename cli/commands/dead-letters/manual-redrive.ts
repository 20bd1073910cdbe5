import { createSend } from '../../../lambdas/aws/send.ts';
import type { DeadLetter, DeadLetterQueue } from './dead-letter-queue.ts';
import { formatNumber, type Output } from '../../terminal/output.ts';
import { toMovedAttributes } from './moved-attributes.ts';
import { createRateLimiter } from '../../aws/rate-limiter.ts';
import type { Clients, CliPorts } from '../../ports.ts';

/** Why a letter is not where it should be, or may be in two places. */
export type MoveProblem = 'NOT_SENT' | 'MAYBE_SENT' | 'SENT_NOT_DELETED';

/** What a problem means, for people. */
export const MOVE_PROBLEMS: Readonly<Record<MoveProblem, string>> = {
  NOT_SENT: 'the delivery queue refused it; it is still among the dead letters',
  MAYBE_SENT:
    'no answer from the delivery queue; it is still among the dead letters and may be in the delivery queue ' +
    'too. Move it again once the delivery queue is empty; what was emitted then stays a duplicate',
  SENT_NOT_DELETED:
    'it is in the delivery queue, and still among the dead letters. Move it again once the delivery queue is ' +
    'empty; its changes are then duplicates',
};

/** Which letters are moved. */
export interface Selection {
  /** Only these; empty for all. */
  readonly ids: ReadonlySet<string>;
  /** Also those that can never be read. */
  readonly includeUnreadable: boolean;
}

export interface HandMove {
  readonly letters: DeadLetterQueue;
  readonly deliveryQueueUrl: string;
  /** Messages a second. */
  readonly rate: number;
  readonly selection: Selection;
}

export interface HandMoveDeps {
  readonly clients: Clients;
  readonly ports: CliPorts;
  readonly output: Output;
}

/** A letter that is not where it should be. */
export interface Failed {
  readonly id: string;
  readonly problem: MoveProblem;
}

/** What became of it. */
export interface Moved {
  readonly moved: readonly string[];
  readonly failed: readonly Failed[];
  /** Left where they are because they can never be read. */
  readonly unreadable: readonly string[];
  /** What ended it before its time. */
  readonly stoppedBy: unknown;
}

/** Longer than a batch at its slowest, so that no letter is seen again while it is being moved. */
const HIDDEN_SECONDS = 120;
const DELETE_TRIES = 3;
const DELETE_PAUSE_MS = 500;

/** Whether a letter is among those meant, and may be moved. */
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
 * Does what SQS's move task does, for some letters only or where there is no such task: receive, send with the same
 * attributes, delete. In this order: a crash leaves a letter in both queues, never in none; each copy says that it was
 * moved, so that the second is a duplicate. Never throws.
 */
export async function moveByHand(move: HandMove, deps: HandMoveDeps): Promise<Moved> {
  const { letters, selection } = move;
  const result = {
    moved: [] as string[],
    failed: [] as Failed[],
    unreadable: [] as string[],
    stoppedBy: undefined as unknown,
  };
  const held: DeadLetter[] = [];
  const moveOne = createMoveOne(move, deps);
  const missing = new Set(selection.ids);
  try {
    for await (const batch of letters.take({ limit: Infinity, hiddenSeconds: HIDDEN_SECONDS })) {
      const {
        move: chosen,
        unreadable,
        other,
      } = { ...NONE, ...Object.groupBy(batch, (letter) => isSelected(letter, selection)) };
      result.unreadable.push(...unreadable.map(({ id }) => id));
      const outcomes = await Promise.all(chosen.map(async (letter) => [letter, await moveOne(letter)] as const));
      held.push(...unreadable, ...other, ...settle(outcomes, result));
      for (const { id } of batch) missing.delete(id);
      deps.output.progress(() => `moved ${formatNumber(result.moved.length)}`);
      if (isStuck(outcomes) || isFound(missing, selection)) break;
    }
  } catch (error) {
    // What was moved until then has to be told.
    result.stoppedBy = error;
  }
  await letters.release(held);
  return result;
}

/** @returns the letters that were not moved */
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

/** Nothing of a batch got through: neither would the next. */
function isStuck(outcomes: readonly (readonly [DeadLetter, Outcome])[]): boolean {
  return outcomes.length > 0 && outcomes.every(([, outcome]) => outcome !== 'moved');
}

function createMoveOne({ letters, deliveryQueueUrl, rate }: HandMove, { clients, ports }: HandMoveDeps) {
  const send = createSend(clients.sender, deliveryQueueUrl);
  const pace = createRateLimiter(rate, ports);
  const remove = async (letter: DeadLetter): Promise<Outcome> => {
    for (let tries = 1; tries <= DELETE_TRIES; tries += 1) {
      try {
        await letters.remove(letter);
        return 'moved';
      } catch {
        await ports.pause(DELETE_PAUSE_MS);
      }
    }
    return 'SENT_NOT_DELETED';
  };
  return async (letter: DeadLetter): Promise<Outcome> => {
    try {
      await pace();
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

/** The queue said no, so that there surely is no message; or nobody could be asked. */
function wasRefused(error: unknown): boolean {
  const { code, $metadata } = error as { code?: string; $metadata?: { httpStatusCode?: number } };
  const status = $metadata?.httpStatusCode ?? 0;
  return code === 'ECONNREFUSED' || code === 'ENOTFOUND' || (status >= 400 && status < 500);
}
