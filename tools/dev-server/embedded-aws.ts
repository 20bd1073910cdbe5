import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import dynalite from 'dynalite';
import { startFauxqs, type FauxqsServer } from 'fauxqs';
import { MAX_SQS_MESSAGE_BYTES } from '../../src/delivery/limits.ts';
import { MAX_RECEIVES } from '../../src/delivery/postpone.ts';

const QUEUE = 'deliveries';
const DEAD_LETTERS = 'dead-letters';
const TABLE = 'claims';
const BUCKET = 'archive';
const RETENTION_SECONDS = 14 * 24 * 3600;
const VISIBILITY_SECONDS = 360;

/** Where the embedded services listen. */
export interface Endpoints {
  /** SQS and S3. */
  readonly fauxqs: string;
  /** DynamoDB. */
  readonly dynalite: string;
}

/** SQS, S3 and DynamoDB in this process, with what the stack would make in them. */
export interface EmbeddedAws {
  readonly endpoints: Endpoints;
  readonly queueUrl: string;
  readonly deadLetterQueueUrl: string;
  readonly tableName: string;
  readonly bucket: string;
  /** The emulator itself, for looking into the queues. */
  readonly fauxqs: FauxqsServer;
  stop(): Promise<void>;
}

/** Starts the services on free loopback ports, empty. */
export async function startEmbeddedAws(): Promise<EmbeddedAws> {
  const fauxqs = await startFauxqs({ port: 0, host: '127.0.0.1', logger: false });
  const dynamo = await startDynalite();
  const attributes = {
    MessageRetentionPeriod: String(RETENTION_SECONDS),
    MaximumMessageSize: String(MAX_SQS_MESSAGE_BYTES),
    VisibilityTimeout: String(VISIBILITY_SECONDS),
  };
  const deadLetters = fauxqs.createQueue(DEAD_LETTERS, { attributes });
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: deadLetters.queueArn, maxReceiveCount: MAX_RECEIVES });
  const queue = fauxqs.createQueue(QUEUE, { attributes: { ...attributes, RedrivePolicy } });
  fauxqs.createBucket(BUCKET);
  const endpoints = { fauxqs: `http://127.0.0.1:${fauxqs.port}`, dynalite: `http://127.0.0.1:${portOf(dynamo)}` };
  await createClaimTable(endpoints);
  return {
    endpoints,
    queueUrl: queue.queueUrl,
    deadLetterQueueUrl: deadLetters.queueUrl,
    tableName: TABLE,
    bucket: BUCKET,
    fauxqs,
    stop: async () => {
      await fauxqs.stop();
      await closeServer(dynamo);
    },
  };
}

/** What every client needs to talk to a service that checks neither region nor credentials. */
export const LOCAL_CLIENT = { region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } } as const;

/** Real SDK clients, pointed at the embedded services. Options are added to each. */
export function embeddedClients({ fauxqs, dynalite: dynamo }: Endpoints, options: object = {}) {
  return {
    // The queue's URL names a host that only some resolvers know.
    sqs: new SQSClient({ ...LOCAL_CLIENT, ...options, endpoint: fauxqs, useQueueUrlAsEndpoint: false }),
    s3: new S3Client({ ...LOCAL_CLIENT, ...options, endpoint: fauxqs, forcePathStyle: true }),
    dynamoDb: new DynamoDBClient({ ...LOCAL_CLIENT, ...options, endpoint: dynamo }),
  };
}

async function startDynalite(): Promise<Server> {
  const server = dynalite({ createTableMs: 0 });
  const { promise, resolve, reject } = Promise.withResolvers<undefined>();
  server.once('error', reject);
  server.listen(0, '127.0.0.1', () => {
    resolve(undefined);
  });
  await promise;
  return server;
}

async function closeServer(server: Server): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  server.closeAllConnections();
  server.close(() => {
    resolve(undefined);
  });
  await promise;
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

async function createClaimTable(endpoints: Endpoints): Promise<void> {
  const { dynamoDb, sqs, s3 } = embeddedClients(endpoints);
  await dynamoDb.send(
    new CreateTableCommand({
      TableName: TABLE,
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      BillingMode: 'PAY_PER_REQUEST',
    }),
  );
  for (const client of [dynamoDb, sqs, s3]) client.destroy();
}
