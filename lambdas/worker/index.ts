import { setTimeout as pause } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SQSClient } from '@aws-sdk/client-sqs';
import { HOT_PATH, withTimeoutsAndRetries } from '../aws/client-options.ts';
import { requireEnv } from '../aws/environment.ts';
import { newId } from '../aws/new-id.ts';
import { createObjectStore } from '../aws/object-store.ts';
import { createOutput } from '../aws/output.ts';
import { createArchive, NO_ARCHIVE } from './archive.ts';
import { collectMetrics } from './batch-metrics.ts';
import { createBus } from './bus.ts';
import { createBatchedClaims } from './batched-claims.ts';
import { createClaims } from './claims.ts';
import { createHandler } from './handler.ts';
import { childLimits } from './child-limits.ts';
import { createQueue } from './queue.ts';
import { splitApart } from './split-apart.ts';

// No MD5 digests: TLS protects the bodies. See docs/adr/0019.
const sqs = new SQSClient({ ...withTimeoutsAndRetries({ requestMs: 2_000, tries: 2 }), ...HOT_PATH, md5: false });

const limits = childLimits(process.env['AWS_LAMBDA_FUNCTION_MEMORY_SIZE']);
const log = createOutput({ service: 'worker', namespace: requireEnv('METRICS_NAMESPACE') });
const metrics = collectMetrics();
// The line of the batch has the bytes of the archive.
const archiveLog = { ...log, info: () => undefined };
const objects = createObjectStore(requireEnv('BUCKET_NAME'));
const archiveIsOn = requireEnv('ARCHIVE') === 'on';
// Every batch needs the S3 client. Load it during init, which has more CPU than an invocation.
if (archiveIsOn) await import('../aws/s3.ts');

const dynamoDb = new DynamoDBClient({ ...withTimeoutsAndRetries({ requestMs: 2_000, tries: 3 }), ...HOT_PATH });
const tableName = requireEnv('CLAIM_TABLE_NAME');
const singleClaims = createClaims(dynamoDb, tableName);

export const handler = createHandler({
  claims: requireEnv('BATCHED_CLAIMS') === 'on' ? createBatchedClaims(dynamoDb, tableName, singleClaims) : singleClaims,
  bus: createBus(
    new EventBridgeClient({ ...withTimeoutsAndRetries({ requestMs: 2_500, tries: 2 }), ...HOT_PATH }),
    requireEnv('EVENT_BUS_NAME'),
  ),
  objects,
  archive: archiveIsOn ? createArchive({ objects, newId, log: archiveLog, metrics }) : NO_ARCHIVE,
  queue: createQueue(sqs, { deliveries: requireEnv('QUEUE_URL'), deadLetters: requireEnv('DEAD_LETTER_QUEUE_URL') }),
  splitApart: async (rawBody, remainingMs) => splitApart(rawBody, { ...limits, remainingMs }),
  windowSeconds: Number(requireEnv('DEDUPE_WINDOW_SECONDS')),
  now: Date.now,
  pause,
  log,
  metrics,
});
