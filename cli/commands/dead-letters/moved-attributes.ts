import type { MessageAttributes } from '../../../src/pipeline/delivery/queue-message.ts';

/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html (2026-11) */
const MAX_ATTRIBUTES = 10;
/** The attributes that the worker reads. */
const READ_BY_WORKER: ReadonlySet<string> = new Set(['deliveryId', 'app', 'receivedAt', 'encoding', 'origin']);

/**
 * Creates the attributes of a message that is moved out of the dead-letter queue by a send and a delete. A process
 * that stops between the two leaves a copy in each queue. `origin.moved` tells the worker to mark what it emits, so
 * that the other copy is a duplicate when it is moved later.
 * Drops the reason, which says why the message was dead-lettered before.
 * @param move - a UUID of this move of this message. Replaces the UUID of an earlier move; no identity depends on it
 */
export function toMovedAttributes(attributes: MessageAttributes, move: string): MessageAttributes {
  const kept = Object.entries(attributes).filter(([name]) => name !== 'reason' && name !== 'origin');
  const all = [...kept, ['origin', withMove(attributes['origin'], move)] as const];
  if (all.length <= MAX_ATTRIBUTES) return Object.fromEntries(all);
  // SQS would reject the message, and it could never be moved: drop attributes that nobody reads.
  const read = all.filter(([name]) => READ_BY_WORKER.has(name));
  const others = all.filter(([name]) => !READ_BY_WORKER.has(name));
  return Object.fromEntries([...read, ...others].slice(0, MAX_ATTRIBUTES));
}

/** Keeps an invalid origin unchanged: the worker sends the message to the dead-letter queue again, with the reason. */
function withMove(origin: string | undefined, moved: string): string {
  if (origin === undefined || origin === '') return JSON.stringify({ moved });
  try {
    const parsed: unknown = JSON.parse(origin);
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)
      ? JSON.stringify({ ...parsed, moved })
      : origin;
  } catch {
    return origin;
  }
}
