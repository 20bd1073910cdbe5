import { ChangeMessageVisibilityCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import { createSend } from '../../aws/send.ts';

/** What is done to the queues, besides what Lambda does for us. */
export interface Queue {
  /** Puts off the next try of a message. */
  backOff(record: SQSRecord, seconds: number): Promise<void>;
  /** Puts a mention where a person looks at it, with the reason. */
  queueForReview(record: SQSRecord, reason: string): Promise<void>;
}

/** Makes the queues from their URLs. */
export function createQueue(client: SQSClient, urls: { readonly mentions: string; readonly forPeople: string }): Queue {
  const send = createSend(client, urls.forPeople);
  return {
    backOff: async ({ receiptHandle: ReceiptHandle }, VisibilityTimeout) => {
      await client.send(
        new ChangeMessageVisibilityCommand({ QueueUrl: urls.mentions, ReceiptHandle, VisibilityTimeout }),
      );
    },
    queueForReview: async ({ body }, reason) => send(body, { reason }),
  };
}
