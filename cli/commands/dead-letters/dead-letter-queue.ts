import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  type Message,
  type ReceiveMessageCommandInput,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { decodeBody, readPointer } from '../../../src/pipeline/delivery/encoding.ts';
import type { MessageAttributes } from '../../../src/pipeline/delivery/queue-message.ts';
import type { CliPorts } from '../../ports.ts';

/** A message in the dead-letter queue. */
export interface DeadLetter {
  /** The deliveryId, or `message:<SQS message id>` if the message has none. */
  readonly id: string;
  readonly app: string | undefined;
  /** When Meta sent the delivery, in ISO 8601. */
  readonly receivedAt: string | undefined;
  /** When it was first sent to a queue, in ISO 8601. The retention of 14 days starts then. */
  readonly firstEnqueuedAt: string;
  /** Number of receives, including those by this command. */
  readonly receives: number;
  /** Why it cannot be read; undefined if it was received too often. */
  readonly reason: string | undefined;
  /** Size of Meta's body in bytes. */
  readonly bytes: number;
  readonly attributes: MessageAttributes;
  readonly messageBody: string;
  readonly receiptHandle: string;
}

/** The dead-letter queue and its operations. */
export interface DeadLetterQueue {
  readonly url: string;
  /** Reads the attributes of the queue. Counts are approximate. */
  facts(): Promise<{
    readonly arn: string;
    readonly messages: number;
    readonly hidden: number;
    readonly retentionMs: number;
  }>;
  /**
   * Receives the messages in batches, each message once, until the queue is empty or the process is interrupted. They
   * stay hidden for `hiddenSeconds`, and SQS counts a receive of each.
   * @see {@link DeadLetterQueue.release}
   */
  take(options: { readonly limit: number; readonly hiddenSeconds: number }): AsyncGenerator<DeadLetter[]>;
  /** Makes messages visible again at once. Never throws: they become visible anyway after the visibility timeout. */
  release(messages: readonly DeadLetter[]): Promise<void>;
  remove(letter: DeadLetter): Promise<void>;
}

const BATCH = 10;
/** Number of consecutive batches with only known messages, which are visible again, before the reading ends. */
const MAX_KNOWN_BATCHES = 20;

/** Creates a {@link DeadLetterQueue} from a queue URL. */
export function deadLetterQueue(
  sqs: SQSClient,
  url: string,
  { signal, pollSeconds }: Pick<CliPorts, 'signal' | 'pollSeconds'>,
): DeadLetterQueue {
  const call = { QueueUrl: url, WaitTimeSeconds: pollSeconds };
  return {
    url,
    facts: async () => queueFacts(sqs, url),
    take: async function* ({ limit, hiddenSeconds }) {
      const seen = new Set<string>();
      for (let left = limit, known = 0; left > 0 && known < MAX_KNOWN_BATCHES;) {
        const messages = await receive(
          sqs,
          { ...call, MaxNumberOfMessages: Math.min(BATCH, left), VisibilityTimeout: hiddenSeconds },
          signal,
        );
        if (messages.length === 0) return;
        const fresh = messages.filter(({ MessageId = '' }) => !seen.has(MessageId));
        for (const { MessageId = '' } of fresh) seen.add(MessageId);
        known = fresh.length === 0 ? known + 1 : 0;
        left -= fresh.length;
        yield fresh.map(toLetter);
      }
    },
    release: async (messages) => {
      for (let i = 0; i < messages.length; i += BATCH) {
        const Entries = messages
          .slice(i, i + BATCH)
          .map(({ receiptHandle: ReceiptHandle }, n) => ({ Id: String(n), ReceiptHandle, VisibilityTimeout: 0 }));
        // Do not fail: the messages become visible after the visibility timeout.
        await sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: url, Entries })).catch(() => undefined);
      }
    },
    remove: async ({ receiptHandle: ReceiptHandle }) => {
      await sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle }));
    },
  };
}

async function receive(
  sqs: SQSClient,
  input: ReceiveMessageCommandInput,
  abortSignal: AbortSignal,
): Promise<Message[]> {
  const command = new ReceiveMessageCommand({
    ...input,
    MessageAttributeNames: ['All'],
    MessageSystemAttributeNames: ['SentTimestamp', 'ApproximateReceiveCount'],
  });
  try {
    return (await sqs.send(command, { abortSignal })).Messages ?? [];
  } catch (error) {
    if (abortSignal.aborted) return [];
    throw error;
  }
}

export interface Peek {
  readonly limit: number;
  /** Stops at the first matching message and returns only that one. */
  readonly until?: (letter: DeadLetter) => boolean;
  /** Called with the number of messages read so far. */
  readonly onRead?: (messages: number) => void;
}

/** Visibility timeout while peeking. Peeking makes the messages visible again when it ends. */
const LOOK_SECONDS = 60;

/** Peeks at dead letters: receives them and makes them visible again. */
export async function peek(queue: DeadLetterQueue, { limit, until, onRead }: Peek): Promise<DeadLetter[]> {
  const held: DeadLetter[] = [];
  try {
    for await (const batch of queue.take({ limit, hiddenSeconds: LOOK_SECONDS })) {
      held.push(...batch);
      onRead?.(held.length);
      const found = until && batch.find(until);
      if (found) return [found];
    }
  } finally {
    await queue.release(held);
  }
  return until ? [] : held;
}

/** Reads the ARN, the approximate counts and the retention of a queue. */
export async function queueFacts(sqs: SQSClient, url: string) {
  const command = new GetQueueAttributesCommand({
    QueueUrl: url,
    AttributeNames: [
      'QueueArn',
      'ApproximateNumberOfMessages',
      'ApproximateNumberOfMessagesNotVisible',
      'MessageRetentionPeriod',
    ],
  });
  const { Attributes = {} } = await sqs.send(command);
  return {
    arn: Attributes['QueueArn'] ?? '',
    messages: Number(Attributes['ApproximateNumberOfMessages'] ?? 0),
    hidden: Number(Attributes['ApproximateNumberOfMessagesNotVisible'] ?? 0),
    retentionMs: Number(Attributes['MessageRetentionPeriod'] ?? 0) * 1000,
  };
}

function toLetter(message: Message): DeadLetter {
  const { MessageId, ReceiptHandle, Body, Attributes, MessageAttributes } = { ...EMPTY, ...message };
  const attributes = Object.fromEntries(
    Object.entries(MessageAttributes).map(([name, { StringValue = '' }]) => [name, StringValue]),
  );
  const { SentTimestamp = 0, ApproximateReceiveCount = 0 } = Attributes;
  const { deliveryId = `message:${MessageId}`, app, receivedAt, reason, encoding } = attributes;
  return {
    id: deliveryId,
    app,
    receivedAt,
    firstEnqueuedAt: new Date(Number(SentTimestamp)).toISOString(),
    receives: Number(ApproximateReceiveCount),
    reason,
    bytes: countBytes(encoding, Body),
    attributes,
    messageBody: Body,
    receiptHandle: ReceiptHandle,
  };
}

/** Defaults for members that are optional in the types. SQS always sends them, except empty attributes. */
const EMPTY: Required<Pick<Message, 'MessageId' | 'ReceiptHandle' | 'Body' | 'Attributes' | 'MessageAttributes'>> = {
  MessageId: '',
  ReceiptHandle: '',
  Body: '',
  Attributes: {},
  MessageAttributes: {},
};

function countBytes(encoding: string | undefined, messageBody: string): number {
  if (encoding === 'base64') return decodeBody('base64', messageBody).byteLength;
  if (encoding !== 's3') return Buffer.byteLength(messageBody);
  try {
    return readPointer(messageBody).bytes;
  } catch {
    return Buffer.byteLength(messageBody);
  }
}
