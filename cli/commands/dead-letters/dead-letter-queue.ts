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

/** A dead letter, as far as it can be told without its body. */
export interface DeadLetter {
  /** Its deliveryId; `message:<SQS's id>` for a message that carries none. */
  readonly id: string;
  readonly app: string | undefined;
  /** ISO 8601; when Meta delivered it. */
  readonly receivedAt: string | undefined;
  /** ISO 8601; when it came into a queue first. The 14 days run from then. */
  readonly firstEnqueuedAt: string;
  /** How often it was received, looks included. */
  readonly receives: number;
  /** Why it can never be read; undefined for what was tried too often. */
  readonly reason: string | undefined;
  /** Bytes of Meta's body. */
  readonly bytes: number;
  readonly attributes: MessageAttributes;
  readonly messageBody: string;
  readonly receiptHandle: string;
}

/** The dead-letter queue and the calls on it. */
export interface DeadLetterQueue {
  readonly url: string;
  /** Reads what SQS says of the queue; counts are SQS's estimates. */
  facts(): Promise<{
    readonly arn: string;
    readonly letters: number;
    readonly hidden: number;
    readonly retentionMs: number;
  }>;
  /**
   * Takes letters out of sight, a batch at a time and each once, until there are no more or the process is
   * interrupted. SQS counts each as received.
   * @see {@link DeadLetterQueue.release}
   */
  take(options: { readonly limit: number; readonly hiddenSeconds: number }): AsyncGenerator<DeadLetter[]>;
  /** Puts letters back into sight at once. Never throws: without it they come back when their time is up. */
  release(letters: readonly DeadLetter[]): Promise<void>;
  remove(letter: DeadLetter): Promise<void>;
}

const BATCH = 10;
/**
 * Batches in a row of nothing but letters seen before, whose time out of sight is over, after which the end is assumed.
 */
const MAX_KNOWN_BATCHES = 20;

/** Makes the queue from its URL. */
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
    release: async (letters) => {
      for (let i = 0; i < letters.length; i += BATCH) {
        const Entries = letters
          .slice(i, i + BATCH)
          .map(({ receiptHandle: ReceiptHandle }, n) => ({ Id: String(n), ReceiptHandle, VisibilityTimeout: 0 }));
        // Not worth failing for: they come back by themselves.
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

export interface Look {
  readonly limit: number;
  /** Stops at the first of these, and gives it alone. */
  readonly until?: (letter: DeadLetter) => boolean;
  /** Told how many were looked at. */
  readonly onLooked?: (letters: number) => void;
}

/** A look hides a letter for so long at most; it is put back as soon as the look is over. */
const LOOK_SECONDS = 60;

/** Looks at dead letters and puts them back. */
export async function look(queue: DeadLetterQueue, { limit, until, onLooked }: Look): Promise<DeadLetter[]> {
  const held: DeadLetter[] = [];
  try {
    for await (const batch of queue.take({ limit, hiddenSeconds: LOOK_SECONDS })) {
      held.push(...batch);
      onLooked?.(held.length);
      const found = until && batch.find(until);
      if (found) return [found];
    }
  } finally {
    await queue.release(held);
  }
  return until ? [] : held;
}

/** Reads what SQS says of any queue. */
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
    letters: Number(Attributes['ApproximateNumberOfMessages'] ?? 0),
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
    bytes: bytesOf(encoding, Body),
    attributes,
    messageBody: Body,
    receiptHandle: ReceiptHandle,
  };
}

/** SQS always sends what its types call optional, but attributes where there are none. */
const EMPTY: Required<Pick<Message, 'MessageId' | 'ReceiptHandle' | 'Body' | 'Attributes' | 'MessageAttributes'>> = {
  MessageId: '',
  ReceiptHandle: '',
  Body: '',
  Attributes: {},
  MessageAttributes: {},
};

function bytesOf(encoding: string | undefined, messageBody: string): number {
  if (encoding === 'base64') return decodeBody('base64', messageBody).byteLength;
  if (encoding !== 's3') return Buffer.byteLength(messageBody);
  try {
    return readPointer(messageBody).bytes;
  } catch {
    return Buffer.byteLength(messageBody);
  }
}
