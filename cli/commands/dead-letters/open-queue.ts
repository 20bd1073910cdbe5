import type { Context } from '../../context.ts';
import { countOf } from '../../terminal/output.ts';
import { deadLetterQueue, type DeadLetterQueue } from './dead-letter-queue.ts';

/** Returns the dead-letter queue of the stack. */
export function openQueue({ clients, stack, ports }: Context): DeadLetterQueue {
  return deadLetterQueue(clients.sqs, stack.output('DeadLetterQueueUrl'), ports);
}

/** Reports how many dead letters a peek has read. */
export function lookedAt({ output }: Context): (letters: number) => void {
  return (letters) => {
    output.progress(() => `read ${countOf(letters, 'dead letter')}`);
  };
}
