import { DeleteItemCommand, paginateScan } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, paginateListObjectsV2 } from '@aws-sdk/client-s3';
import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import pMap from 'p-map';
import { dynamoDb, endpoint, outputs, s3, sqs } from './deployment.ts';
import { eventually } from './eventually.ts';

/** Everywhere that a delivery leaves something, counted. */
export interface Footprint {
  readonly queued: number;
  readonly deadLetters: number;
  readonly claims: number;
  readonly objects: number;
}

/**
 * Counts. The order is the way that a delivery takes: the worker deletes a message only after it has claimed and
 * emitted, so what has just left one place is already in the next.
 */
export async function footprint(): Promise<Footprint> {
  const queued = await messagesIn(outputs.DeliveryQueueUrl);
  const deadLetters = await messagesIn(outputs.DeadLetterQueueUrl);
  const claims = await claimCount();
  const { length: objects } = await objectKeys();
  return { queued, deadLetters, claims, objects };
}

/** Resolves when every accepted delivery is dealt with. */
export async function settled(withinMs?: number): Promise<void> {
  await eventually(async () => (await messagesIn(outputs.DeliveryQueueUrl)) === 0, withinMs);
}

/** All keys in the bucket below a prefix. */
export async function objectKeys(Prefix = ''): Promise<string[]> {
  const keys: string[] = [];
  for await (const { Contents = [] } of paginateListObjectsV2(
    { client: s3 },
    { Bucket: outputs.ArchiveBucketName, Prefix },
  )) {
    keys.push(...Contents.map(({ Key = '' }) => Key));
  }
  return keys;
}

/** The bytes of an object in the bucket. */
export async function objectAt(Key: string): Promise<Buffer> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: outputs.ArchiveBucketName, Key }));
  return Buffer.from((await Body?.transformToByteArray()) ?? []);
}

const COUNTS = [
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesNotVisible',
  'ApproximateNumberOfMessagesDelayed',
] as const;

/** Messages in a queue: waiting, put off, and being handled. */
export async function messagesIn(QueueUrl: string): Promise<number> {
  const { Attributes = {} } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...COUNTS] }));
  return COUNTS.reduce((sum, name) => sum + Number(Attributes[name]), 0);
}

async function claimCount(): Promise<number> {
  let count = 0;
  for await (const page of paginateScan({ client: dynamoDb }, { TableName: outputs.ClaimTableName, Select: 'COUNT' })) {
    count += page.Count ?? 0;
  }
  return count;
}

/** Forgets what was ever emitted. */
export async function clearClaims(): Promise<void> {
  const { ClaimTableName: TableName } = outputs;
  for await (const { Items = [] } of paginateScan({ client: dynamoDb }, { TableName, ProjectionExpression: 'pk' })) {
    await pMap(Items, async ({ pk }) => dynamoDb.send(new DeleteItemCommand({ TableName, Key: { pk: pk! } })), {
      concurrency: 8,
    });
  }
}

/** How often each message of a queue, by default that of deliveries, was received, and in how long it can be again. */
export async function receives(QueueUrl = outputs.DeliveryQueueUrl): Promise<{ count: number; visibleInMs: number }[]> {
  // The emulator's own window into its queues: looking through SQS would be a receive.
  const answer = await fetch(`${endpoint}/_ministack/sqs/messages?${new URLSearchParams({ QueueUrl }).toString()}`);
  const { messages } = (await answer.json()) as {
    messages: Record<string, Record<string, Record<string, PeekedMessage[]>>>;
  };
  const queues = Object.values(messages)
    .flatMap((regions) => Object.values(regions))
    .flatMap((byUrl) => Object.values(byUrl));
  return queues
    .flat()
    .map(({ ReceiveCount, VisibleAt }) => ({ count: ReceiveCount, visibleInMs: VisibleAt * 1000 - Date.now() }));
}

interface PeekedMessage {
  readonly ReceiveCount: number;
  /** Epoch seconds. */
  readonly VisibleAt: number;
}
