import { ChangeMessageVisibilityBatchCommand, DeleteMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { backOffSeconds } from '../../src/pipeline/delivery/back-off.ts';
import { createSend } from '../aws/send.ts';
import type { QueuedMessage } from './to-queued-delivery.ts';

/** What the worker does to the queues itself. Lambda does the rest. */
export interface Queue {
  /** Delays the next try of failed messages. The delay grows with each receive. */
  backOff(messages: readonly QueuedMessage[]): Promise<void>;
  /** Makes messages visible at once, because the invocation had no time for them. */
  release(messages: readonly QueuedMessage[]): Promise<void>;
  /** Deletes processed messages before Lambda does, which waits for the whole batch. */
  remove(messages: readonly QueuedMessage[]): Promise<void>;
  /** Sends a copy of an unreadable message to the dead-letter queue, with the reason. */
  deadLetter(message: QueuedMessage, reason: string): Promise<void>;
}

/**
 * The maximum number of entries per batch call.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteMessageBatch.html
 */
const MAX_ENTRIES = 10;

/** Creates a queue from the URLs of the two SQS queues. Batch calls throw if SQS rejects an entry. */
export function createQueue(
  client: SQSClient,
  urls: { readonly deliveries: string; readonly deadLetters: string },
): Queue {
  const sendDeadLetter = createSend(client, urls.deadLetters);
  const QueueUrl = urls.deliveries;
  const changeVisibility = async (
    messages: readonly QueuedMessage[],
    toSeconds: (message: QueuedMessage) => number,
  ): Promise<void> =>
    inBatches(messages, async (batch) => {
      const Entries = batch.map((message, i) => ({
        Id: String(i),
        ReceiptHandle: message.receiptHandle,
        VisibilityTimeout: toSeconds(message),
      }));
      return client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries }));
    });
  return {
    backOff: async (messages) => changeVisibility(messages, ({ receives }) => backOffSeconds(receives)),
    release: async (messages) => changeVisibility(messages, () => 0),
    remove: async (messages) =>
      inBatches(messages, async (batch) => {
        const Entries = batch.map(({ receiptHandle: ReceiptHandle }, i) => ({ Id: String(i), ReceiptHandle }));
        return client.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
      }),
    deadLetter: async ({ body, attributes }, reason) => sendDeadLetter(body, { ...attributes, reason }),
  };
}

/** Sends all batches, even if SQS rejects an entry of one. */
async function inBatches(
  messages: readonly QueuedMessage[],
  send: (batch: readonly QueuedMessage[]) => Promise<{ readonly Failed?: readonly unknown[] | undefined }>,
): Promise<void> {
  let rejected = 0;
  for (let from = 0; from < messages.length; from += MAX_ENTRIES) {
    const { Failed = [] } = await send(messages.slice(from, from + MAX_ENTRIES));
    rejected += Failed.length;
  }
  if (rejected > 0) throw new RefusedEntriesError(`SQS rejected ${rejected} of ${messages.length} entries`);
}

/** The log contains the name of this class, so do not change it. */
class RefusedEntriesError extends Error {
  override readonly name = 'RefusedEntriesError';
}
