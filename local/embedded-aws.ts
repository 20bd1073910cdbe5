import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateBucketCommand, DeleteObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { CreateQueueCommand, GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { MAX_SQS_MESSAGE_BYTES } from '../src/pipeline/delivery/limits.ts';
import { MAX_RECEIVES } from '../src/pipeline/delivery/back-off.ts';
import { startEmbeddedQueues, type EmbeddedQueues } from './embedded-queues.ts';
import { createTable, startEmbeddedTables } from './embedded-tables.ts';

/** Name of the queue of deliveries. */
export const QUEUE = 'deliveries';
/** Name of the dead-letter queue. */
export const DEAD_LETTERS = 'dead-letters';
const TABLE = 'claims';
const BUCKET = 'archive';
const RETENTION_SECONDS = 14 * 24 * 3600;
const VISIBILITY_SECONDS = 360;

/** URLs of the embedded services. */
export interface Endpoints {
  /** SQS and S3. */
  readonly fauxqs: string;
  /** DynamoDB. */
  readonly dynalite: string;
}

/** SQS, S3 and DynamoDB in this process, with the resources of the stack. */
export interface EmbeddedAws {
  readonly endpoints: Endpoints;
  readonly queueUrl: string;
  readonly deadLetterQueueUrl: string;
  readonly tableName: string;
  readonly bucket: string;
  /** The emulator itself, to inspect the queues. */
  readonly queues: EmbeddedQueues;
  /** Deletes every object. */
  emptyBucket(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts the services on free loopback ports, empty. */
export async function startEmbeddedAws(): Promise<EmbeddedAws> {
  const [queues, tables] = await Promise.all([startEmbeddedQueues(), startEmbeddedTables()]);
  const endpoints = { fauxqs: queues.url, dynalite: tables.url };
  const clients = embeddedClients(endpoints);
  const { queueUrl, deadLetterQueueUrl } = await createQueues(clients.sqs);
  await clients.s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
  await createClaimTable(clients.dynamoDb);
  for (const client of Object.values(clients)) client.destroy();
  return {
    endpoints,
    queueUrl,
    deadLetterQueueUrl,
    tableName: TABLE,
    bucket: BUCKET,
    queues,
    emptyBucket: async () => emptyBucket(endpoints),
    stop: async () => {
      await queues.stop();
      await tables.stop();
    },
  };
}

/** Client options for services that check neither region nor credentials. */
export const LOCAL_CLIENT = {
  region: 'us-east-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
} as const;

/** Creates real SDK clients for the embedded services, with additional options. */
export function embeddedClients({ fauxqs, dynalite: dynamo }: Endpoints, options: object = {}) {
  return {
    // Not every DNS resolver knows the host name in the queue URL.
    sqs: new SQSClient({ ...LOCAL_CLIENT, ...options, endpoint: fauxqs, useQueueUrlAsEndpoint: false }),
    s3: new S3Client({ ...LOCAL_CLIENT, ...options, endpoint: fauxqs, forcePathStyle: true }),
    dynamoDb: new DynamoDBClient({ ...LOCAL_CLIENT, ...options, endpoint: dynamo }),
  };
}

/** Creates both queues as in the stack. */
async function createQueues(
  sqs: SQSClient,
): Promise<{ readonly queueUrl: string; readonly deadLetterQueueUrl: string }> {
  const attributes = {
    MessageRetentionPeriod: String(RETENTION_SECONDS),
    MaximumMessageSize: String(MAX_SQS_MESSAGE_BYTES),
    VisibilityTimeout: String(VISIBILITY_SECONDS),
  };
  const create = async (QueueName: string, more: Readonly<Record<string, string>>): Promise<string> => {
    const { QueueUrl = '' } = await sqs.send(
      new CreateQueueCommand({ QueueName, Attributes: { ...attributes, ...more } }),
    );
    return QueueUrl;
  };
  const deadLetterQueueUrl = await create(DEAD_LETTERS, {});
  const { Attributes: { QueueArn: deadLetterTargetArn } = {} } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: deadLetterQueueUrl, AttributeNames: ['QueueArn'] }),
  );
  const queueUrl = await create(QUEUE, {
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount: MAX_RECEIVES }),
  });
  return { queueUrl, deadLetterQueueUrl };
}

async function createClaimTable(client: DynamoDBClient): Promise<void> {
  await createTable(client, {
    TableName: TABLE,
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    BillingMode: 'PAY_PER_REQUEST',
  });
}

async function emptyBucket(endpoints: Endpoints): Promise<void> {
  const clients = embeddedClients(endpoints);
  const { Contents = [] } = await clients.s3.send(new ListObjectsV2Command({ Bucket: BUCKET }));
  for (const { Key } of Contents) await clients.s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key }));
  if (Contents.length > 0) await emptyBucket(endpoints); // a list ends after 1,000
  for (const client of Object.values(clients)) client.destroy();
}
