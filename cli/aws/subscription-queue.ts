import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';

/** A message in the queue of a temporary subscription. */
export interface SubscriptionMessage {
  readonly body: string;
  readonly receiptHandle: string;
  /** Number of receives, including this one. */
  readonly receives: number;
}

/** The maximum of SQS. */
const MAX_MESSAGES = 10;
/** Less than the time after which a client gives up a request, which would end the wait with an error. */
const MAX_WAIT_SECONDS = 10;
/** Names of the error that the queue does not exist, in both protocols of SQS. */
const GONE = new Set(['QueueDoesNotExist', 'AWS.SimpleQueueService.NonExistentQueue']);

/** Whether an error says that the queue does not exist. */
export function isGone(error: unknown): boolean {
  return Error.isError(error) && GONE.has(error.name);
}

/**
 * Receives up to ten messages, after at most `waitSeconds`, and at most ten seconds.
 * @returns an empty list if there are none, or if `signal` aborts
 */
export async function receiveMessages(
  sqs: SQSClient,
  QueueUrl: string,
  { waitSeconds, signal }: { readonly waitSeconds: number; readonly signal?: AbortSignal | undefined },
): Promise<readonly SubscriptionMessage[]> {
  try {
    const command = new ReceiveMessageCommand({
      QueueUrl,
      MaxNumberOfMessages: MAX_MESSAGES,
      WaitTimeSeconds: Math.min(waitSeconds, MAX_WAIT_SECONDS),
      MessageSystemAttributeNames: ['ApproximateReceiveCount'],
    });
    const { Messages = [] } = await sqs.send(command, signal && { abortSignal: signal });
    return Messages.map(({ Body = '', ReceiptHandle = '', Attributes }) => ({
      body: Body,
      receiptHandle: ReceiptHandle,
      receives: Number(Attributes?.ApproximateReceiveCount ?? 1),
    }));
  } catch (error) {
    if (signal?.aborted === true) return [];
    throw error;
  }
}

/** Deletes a message that was received. */
export async function deleteMessage(sqs: SQSClient, QueueUrl: string, ReceiptHandle: string): Promise<void> {
  await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
}

/** Makes a message that was received visible again after `seconds`. */
export async function putBackMessage(
  sqs: SQSClient,
  QueueUrl: string,
  { receiptHandle, seconds }: { readonly receiptHandle: string; readonly seconds: number },
): Promise<void> {
  await sqs.send(
    new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle: receiptHandle, VisibilityTimeout: seconds }),
  );
}
