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
  readonly receives: number;
}

const BATCH = 10;
/** Less than the timeout of every call. */
const MAX_WAIT_SECONDS = 10;
/** Names of the error that the queue does not exist, in both protocols of SQS. */
const GONE = new Set(['QueueDoesNotExist', 'AWS.SimpleQueueService.NonExistentQueue']);

/** Whether an error says that the queue does not exist. */
export function isGone(error: unknown): boolean {
  return Error.isError(error) && GONE.has(error.name);
}

/** Receives up to ten messages. @returns an empty list if `signal` aborts */
export async function receiveMessages(
  sqs: SQSClient,
  QueueUrl: string,
  { waitSeconds, signal }: { readonly waitSeconds: number; readonly signal?: AbortSignal | undefined },
): Promise<readonly SubscriptionMessage[]> {
  try {
    const command = new ReceiveMessageCommand({
      QueueUrl,
      MaxNumberOfMessages: BATCH,
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

export async function deleteMessage(sqs: SQSClient, QueueUrl: string, ReceiptHandle: string): Promise<void> {
  await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
}

export async function putBackMessage(
  sqs: SQSClient,
  QueueUrl: string,
  { receiptHandle, seconds }: { readonly receiptHandle: string; readonly seconds: number },
): Promise<void> {
  await sqs.send(
    new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle: receiptHandle, VisibilityTimeout: seconds }),
  );
}
