import { ChangeMessageVisibilityCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import { createSend } from '../../aws/send.ts';

/** Queue operations that the function does itself. */
export interface Queue {
  /** Delays the next try of a message. */
  backOff(record: SQSRecord, seconds: number): Promise<void>;
  /** Queues a mention for manual review, with the reason. */
  queueForReview(record: SQSRecord, reason: string): Promise<void>;
}

/** Creates the queue operations from the queue URLs. */
export function createQueue(
  client: SQSClient,
  urls: { readonly mentions: string; readonly manualReview: string },
): Queue {
  const send = createSend(client, urls.manualReview);
  return {
    backOff: async ({ receiptHandle: ReceiptHandle }, VisibilityTimeout) => {
      await client.send(
        new ChangeMessageVisibilityCommand({ QueueUrl: urls.mentions, ReceiptHandle, VisibilityTimeout }),
      );
    },
    queueForReview: async ({ body }, reason) => send(body, { reason }),
  };
}
