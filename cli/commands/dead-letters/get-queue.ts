import type { Context } from '../../context.ts';
import { formatCount } from '../../terminal/format.ts';
import { deadLetterQueue, type DeadLetterQueue } from './dead-letter-queue.ts';

/** Returns the dead-letter queue of the stack. */
export function getQueue({ clients, stack, ports }: Context): DeadLetterQueue {
  return deadLetterQueue(clients.sqs, stack.output('deadLetterQueueUrl'), ports);
}

/** Reports how many dead letters a peek has read. */
export function reportRead({ output }: Context): (messages: number) => void {
  return (messages) => {
    output.progress(() => `read ${formatCount(messages, 'dead letter')}`);
  };
}
