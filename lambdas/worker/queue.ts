import { ChangeMessageVisibilityBatchCommand, DeleteMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import { backOffSeconds } from '../../src/pipeline/delivery/back-off.ts';
import type { MessageAttributes } from '../../src/pipeline/delivery/queue-message.ts';
import { createSend } from '../aws/send.ts';

/** What the worker does to the queues, besides what Lambda does for it. */
export interface Queue {
  /** Puts off the next try of failed deliveries, the longer the more often they failed. */
  backOff(records: readonly SQSRecord[]): Promise<void>;
  /** Makes deliveries visible at once, for which there was no time. */
  release(records: readonly SQSRecord[]): Promise<void>;
  /** Deletes what is delivered before Lambda does, which is when the whole batch is. */
  remove(records: readonly SQSRecord[]): Promise<void>;
  /** Puts a copy of a message that will never be readable into the dead letters, with the reason. */
  deadLetter(record: SQSRecord, reason: string): Promise<void>;
}

/**
 * Entries that one batch call takes. @see
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteMessageBatch.html
 */
const MAX_ENTRIES = 10;

/** Makes the queues from their URLs. Batch calls throw where SQS refused an entry. */
export function createQueue(
  client: SQSClient,
  urls: { readonly deliveries: string; readonly deadLetters: string },
): Queue {
  const sendDeadLetter = createSend(client, urls.deadLetters);
  const QueueUrl = urls.deliveries;
  const changeVisibility = async (
    records: readonly SQSRecord[],
    secondsOf: (record: SQSRecord) => number,
  ): Promise<void> =>
    inBatches(records, async (batch) => {
      const Entries = batch.map((record, i) => ({
        Id: String(i),
        ReceiptHandle: record.receiptHandle,
        VisibilityTimeout: secondsOf(record),
      }));
      return client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries }));
    });
  return {
    backOff: async (records) => changeVisibility(records, (record) => backOffSeconds(receivesOf(record))),
    release: async (records) => changeVisibility(records, () => 0),
    remove: async (records) =>
      inBatches(records, async (batch) => {
        const Entries = batch.map(({ receiptHandle: ReceiptHandle }, i) => ({ Id: String(i), ReceiptHandle }));
        return client.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
      }),
    deadLetter: async (record, reason) => sendDeadLetter(record.body, { ...attributesOf(record), reason }),
  };
}

/** A refused entry does not keep the others from being sent. */
async function inBatches(
  records: readonly SQSRecord[],
  send: (batch: readonly SQSRecord[]) => Promise<{ readonly Failed?: readonly unknown[] | undefined }>,
): Promise<void> {
  let refused = 0;
  for (let from = 0; from < records.length; from += MAX_ENTRIES) {
    const { Failed = [] } = await send(records.slice(from, from + MAX_ENTRIES));
    refused += Failed.length;
  }
  if (refused > 0) throw new RefusedEntriesError(`SQS refused ${refused} of ${records.length} entries`);
}

class RefusedEntriesError extends Error {
  override readonly name = 'RefusedEntriesError';
}

/** How often a message was received, this time included. */
export function receivesOf(record: SQSRecord): number {
  return Number(record.attributes.ApproximateReceiveCount);
}

/** The message's attributes, which are all strings. */
export function attributesOf(record: SQSRecord): MessageAttributes {
  return Object.fromEntries(
    Object.entries(record.messageAttributes).map(([name, { stringValue = '' }]) => [name, stringValue]),
  );
}
