/** The calls that the worker makes for a delivery, alone: one object, a write per change, the events in tens. */
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { SQSEvent } from 'aws-lambda';
import pMap from 'p-map';

const CONDITION = 'attribute_not_exists(pk) OR expiresAt <= :now';
const dynamoDb = new DynamoDBClient({});
const eventBridge = new EventBridgeClient({});
const s3 = new S3Client({ forcePathStyle: true });
const compress = promisify(gzip);

interface Body {
  readonly entry: readonly { readonly changes: readonly object[] }[];
}

export async function handler({ Records }: SQSEvent): Promise<{ readonly batchItemFailures: never[] }> {
  const bodies = Records.map(({ body }) => body);
  const changes = bodies.flatMap((body) => (JSON.parse(body) as Body).entry.flatMap((entry) => entry.changes));
  await s3.send(new PutObjectCommand({ Bucket: 'bench', Key: 'archive', Body: await compress(bodies.join('\n')) }));
  await pMap(changes, async (_, i) => dynamoDb.send(putClaim(i)), { concurrency: 40 });
  const tens = Array.from({ length: Math.ceil(changes.length / 10) }, (_, i) => changes.slice(i * 10, i * 10 + 10));
  await pMap(tens, async (ten) => eventBridge.send(putEvents(ten)), { concurrency: 8 });
  return { batchItemFailures: [] };
}

function putClaim(i: number): PutItemCommand {
  return new PutItemCommand({
    TableName: 'claims',
    Item: { pk: { S: String(i).padStart(64, '0') }, owner: { S: 'bench' }, expiresAt: { N: '1900000000' } },
    ConditionExpression: CONDITION,
    ExpressionAttributeValues: { ':now': { N: '1767225600' } },
  });
}

function putEvents(changes: readonly object[]): PutEventsCommand {
  return new PutEventsCommand({
    Entries: changes.map((change) => ({
      EventBusName: 'bus',
      Source: 'bench',
      DetailType: 'page.feed',
      Detail: JSON.stringify(change),
    })),
  });
}
