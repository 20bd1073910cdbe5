import type { QueueState } from './deliveries/delivery-log.ts';
import { DEAD_LETTERS, QUEUE } from './embedded-aws.ts';
import type { EmbeddedQueues } from './embedded-queues.ts';

const QUEUES = [
  { name: QUEUE, title: 'Deliveries', isDeadLetters: false },
  { name: DEAD_LETTERS, title: 'Dead letters', isDeadLetters: true },
] as const;

/** Counts the messages of each queue, without receiving them. */
export async function readQueues(queues: Pick<EmbeddedQueues, 'inspectQueue'>): Promise<readonly QueueState[]> {
  return Promise.all(
    QUEUES.map(async (queue) => {
      const { messages } = (await queues.inspectQueue(queue.name)) ?? {};
      const { ready = [], delayed = [], inflight = [] } = messages ?? {};
      return { ...queue, waiting: ready.length + delayed.length, inFlight: inflight.length };
    }),
  );
}
