import { ChangeMessageVisibilityBatchCommand, DeleteMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import { postponeSeconds } from '../../src/delivery/postpone.ts';
import type { MessageAttributes } from '../../src/delivery/queue-message.ts';
import { createSend } from '../shared/send.ts';

/** What the worker does to the queues, besides what Lambda does for it. */
export interface Queue {
  /** Puts off the next try of failed deliveries, the longer the more often they failed. */
  postpone(records: readonly SQSRecord[]): Promise<void>;
  /** Deletes what is delivered before Lambda does, which is when the whole batch is. */
  remove(records: readonly SQSRecord[]): Promise<void>;
  /** Puts a copy of a message that will never be readable into the dead letters, with the reason. */
  bury(record: SQSRecord, reason: string): Promise<void>;
}

/** Makes the queues from their URLs. */
export function createQueue(client: SQSClient, urls: { readonly deliveries: string; readonly deadLetters: string }): Queue {
  const sendDeadLetter = createSend(client, urls.deadLetters);
  return {
    postpone: async (records) => {
      await client.send(
        new ChangeMessageVisibilityBatchCommand({
          QueueUrl: urls.deliveries,
          Entries: records.map((record, i) => ({
            Id: String(i),
            ReceiptHandle: record.receiptHandle,
            VisibilityTimeout: postponeSeconds(receivesOf(record)),
          })),
        }),
      );
    },
    remove: async (records) => {
      const Entries = records.map(({ receiptHandle: ReceiptHandle }, i) => ({ Id: String(i), ReceiptHandle }));
      await client.send(new DeleteMessageBatchCommand({ QueueUrl: urls.deliveries, Entries }));
    },
    bury: async (record, reason) => sendDeadLetter(record.body, { ...attributesOf(record), reason }),
  };
}

/** How often a message was received, this time included. */
export function receivesOf(record: SQSRecord): number {
  return Number(record.attributes.ApproximateReceiveCount);
}

/** The message's attributes, which are all strings. */
export function attributesOf(record: SQSRecord): MessageAttributes {
  return Object.fromEntries(Object.entries(record.messageAttributes).map(([name, { stringValue = '' }]) => [name, stringValue]));
}
