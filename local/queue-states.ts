import type { QueueState } from './deliveries/delivery-log.ts';
import { DEAD_LETTERS, QUEUE, type EmbeddedAws } from './embedded-aws.ts';

/** Counts the messages of each queue, without receiving them. */
export async function readQueues({
  queues,
  queueUrl,
  deadLetterQueueUrl,
}: EmbeddedAws): Promise<readonly QueueState[]> {
  const [deliveries, deadLetters] = await Promise.all([
    queues.countMessages(queueUrl),
    queues.countMessages(deadLetterQueueUrl),
  ]);
  return [
    { name: QUEUE, title: 'Delivery queue', isDeadLetters: false, ...deliveries },
    { name: DEAD_LETTERS, title: 'Dead letters', isDeadLetters: true, ...deadLetters },
  ];
}
