import { setTimeout as pause } from 'node:timers/promises';
import { Logger } from '@aws-lambda-powertools/logger';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SQSClient } from '@aws-sdk/client-sqs';
import { withPatience } from '../shared/client-options.ts';
import { required } from '../shared/environment.ts';
import { createObjectStore } from '../shared/object-store.ts';
import { createBus } from './bus.ts';
import { createClaims } from './claims.ts';
import { createHandler } from './handler.ts';
import { createQueue } from './queue.ts';

const sqs = new SQSClient(withPatience({ requestMs: 2_000, tries: 2 }));

export const handler = createHandler({
  claims: createClaims(new DynamoDBClient(withPatience({ requestMs: 2_000, tries: 3 })), required('CLAIM_TABLE_NAME')),
  bus: createBus(new EventBridgeClient(withPatience({ requestMs: 4_000, tries: 2 })), required('EVENT_BUS_NAME')),
  objects: createObjectStore(required('BUCKET_NAME')),
  queue: createQueue(sqs, { deliveries: required('QUEUE_URL'), deadLetters: required('DEAD_LETTER_QUEUE_URL') }),
  windowSeconds: Number(required('DEDUPE_WINDOW_SECONDS')),
  now: Date.now,
  pause,
  log: new Logger(),
});
