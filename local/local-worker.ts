import { setTimeout as pause } from 'node:timers/promises';
import { DeleteMessageBatchCommand, ReceiveMessageCommand, type Message, type SQSClient } from '@aws-sdk/client-sqs';
import { nameOfError, type Log } from '../lambdas/aws/log.ts';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { BackedOffMessages } from './backed-off-messages.ts';

/** Settings of the worker as in the stack. */
const BATCH_SIZE = 10;
const WORKER_TIMEOUT_MS = 60_000;
/** Wait time of one receive, in seconds. */
const LONG_POLL_SECONDS = 20;
const PAUSE_AFTER_ERROR_MS = 1_000;

interface LocalQueue {
  readonly client: SQSClient;
  readonly url: string;
  readonly log: Log;
  readonly backedOff: BackedOffMessages;
}

/** The worker's handler. */
export type Handler = (
  event: SQSEvent,
  context: Pick<Context, 'getRemainingTimeInMillis'>,
) => Promise<SQSBatchResponse>;

/**
 * Acts as Lambda's event source mapping: sends batches to the worker, and deletes the messages that it does not report
 * as failed.
 * @returns resolves when `signal` aborts and the current batch is complete
 */
export async function runWorker(handler: Handler, queue: LocalQueue, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      const messages = await receive(queue, signal);
      if (messages.length > 0) await handleBatch(handler, queue, messages);
    } catch (error) {
      // As on Lambda: the batch returns to the queue and is retried.
      queue.log.error('the batch failed and will be retried', nameOfError(error));
      await pause(PAUSE_AFTER_ERROR_MS);
    }
  }
}

async function receive({ client, url }: LocalQueue, signal: AbortSignal): Promise<Message[]> {
  try {
    const command = new ReceiveMessageCommand({
      QueueUrl: url,
      MaxNumberOfMessages: BATCH_SIZE,
      WaitTimeSeconds: LONG_POLL_SECONDS,
      MessageAttributeNames: ['All'],
      MessageSystemAttributeNames: ['All'],
    });
    return (await client.send(command, { abortSignal: signal })).Messages ?? [];
  } catch (error) {
    if (signal.aborted) return [];
    throw error;
  }
}

/** Sends one batch to the worker, and records which messages come back. If an error is thrown, all come back. */
async function handleBatch(handler: Handler, queue: LocalQueue, messages: readonly Message[]): Promise<void> {
  const { backedOff } = queue;
  backedOff.startBatch();
  let failed = new Set(messages.map(({ MessageId = '' }) => MessageId));
  try {
    failed = await processBatch(handler, queue, messages);
  } finally {
    await backedOff.endBatch(messages, failed);
  }
}

/**
 * Passes messages to the worker and deletes those that succeed in one call, as Lambda does.
 * @returns the ids of the messages that failed
 */
async function processBatch(
  handler: Handler,
  { client, url }: LocalQueue,
  messages: readonly Message[],
): Promise<Set<string>> {
  const startedAtMs = Date.now();
  const getRemainingTimeInMillis = (): number => startedAtMs + WORKER_TIMEOUT_MS - Date.now();
  const { batchItemFailures } = await handler({ Records: messages.map(toRecord) }, { getRemainingTimeInMillis });
  const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
  const done = messages.filter(({ MessageId = '' }) => !failed.has(MessageId));
  const Entries = done.map(({ ReceiptHandle }, i) => ({ Id: String(i), ReceiptHandle }));
  if (Entries.length > 0) await client.send(new DeleteMessageBatchCommand({ QueueUrl: url, Entries }));
  return failed;
}

/** Converts a message to the format of a Lambda event. SQS always sends the members that are asserted here. */
export function toRecord({
  MessageId,
  ReceiptHandle,
  Body,
  MD5OfBody,
  Attributes,
  MessageAttributes = {},
}: Message): SQSRecord {
  return {
    messageId: MessageId as string,
    receiptHandle: ReceiptHandle as string,
    body: Body as string,
    md5OfBody: MD5OfBody as string,
    attributes: Attributes as unknown as SQSRecord['attributes'],
    messageAttributes: Object.fromEntries(
      Object.entries(MessageAttributes).map(([name, { StringValue = '' }]) => [
        name,
        { dataType: 'String', stringValue: StringValue },
      ]),
    ),
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:deliveries',
    awsRegion: 'us-east-1',
  };
}
