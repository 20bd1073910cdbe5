import type { MessageAttributes } from '../../../src/pipeline/delivery/queue-message.ts';

/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html (2026-11) */
const MAX_ATTRIBUTES = 10;
/** What the worker reads. */
const READ_BY_WORKER: ReadonlySet<string> = new Set(['deliveryId', 'app', 'receivedAt', 'encoding', 'origin']);

/**
 * Makes the attributes of a message that is moved out of the dead-letter queue by one send and one delete. A process
 * that dies between the two leaves a copy in each queue; by `origin.moved` the worker knows such a message, and marks
 * what it emits, so that the copy is a duplicate when it is moved later.
 * The reason stays behind: it says why the message was dead-lettered then.
 * @param move - a UUID of this move of this message. One from an earlier move is replaced: identity never rests on it
 */
export function toMovedAttributes(attributes: MessageAttributes, move: string): MessageAttributes {
  const kept = Object.entries(attributes).filter(([name]) => name !== 'reason' && name !== 'origin');
  const all = [...kept, ['origin', withMove(attributes['origin'], move)] as const];
  if (all.length <= MAX_ATTRIBUTES) return Object.fromEntries(all);
  // SQS would refuse the message, which then could never be moved: what nobody reads gives way.
  const read = all.filter(([name]) => READ_BY_WORKER.has(name));
  const others = all.filter(([name]) => !READ_BY_WORKER.has(name));
  return Object.fromEntries([...read, ...others].slice(0, MAX_ATTRIBUTES));
}

/** An origin that nobody can read is left as it is: the worker dead-letters its message again, with the reason. */
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
