import { setTimeout as pause } from 'node:timers/promises';
import { Logger } from '@aws-lambda-powertools/logger';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import { createGraphClient } from '../../../src/graph/client/client.ts';
import type { MentionReplySettings } from '../../../src/mentions/settings.ts';
import { abortAfter } from '../../aws/abort-after.ts';
import { withTimeoutsAndRetries } from '../../aws/client-options.ts';
import { requireEnv } from '../../aws/environment.ts';
import { newId } from '../../aws/new-id.ts';
import { createCredentialStore } from './credentials.ts';
import { createHandler } from './handler.ts';
import { createHourlyLimit } from './hourly-limit.ts';
import { createLedger } from './ledger.ts';
import { createQueue } from './queue.ts';

const now = Date.now;
const settings = JSON.parse(requireEnv('MENTION_REPLIES')) as MentionReplySettings;
const dynamoDb = new DynamoDBClient(withTimeoutsAndRetries({ requestMs: 2_000, tries: 4 }));
const table = requireEnv('MENTION_TABLE_NAME');
const graphPorts = {
  fetch,
  now,
  random: Math.random,
  pause: (ms: number, signal?: AbortSignal) => pause(ms, undefined, { signal }),
  abortAfter,
};
/** Base URL of the Graph API. The default is Meta's. Set it to use a gateway, or a fake in a test. */
const baseUrl = process.env['GRAPH_API_URL'];

export const handler = createHandler({
  accounts: new Map(
    Object.entries(settings.accounts).map(([id, { app, ...account }]) => [
      id,
      { ...account, appSecretArn: settings.appSecretArns[app] ?? '' },
    ]),
  ),
  policy: settings,
  dryRun: settings.dryRun,
  withinMs: settings.withinHours * 3_600_000,
  ledger: createLedger(dynamoDb, table),
  limit: createHourlyLimit(dynamoDb, table, now),
  credentials: createCredentialStore(
    new SecretsManagerClient(withTimeoutsAndRetries({ requestMs: 1_500, tries: 3 })),
    now,
  ),
  graph: ({ token, appSecret }) =>
    createGraphClient({ token, appSecret, baseUrl, timeoutMs: 8_000, budgetMs: 10_000 }, graphPorts),
  queue: createQueue(new SQSClient(withTimeoutsAndRetries({ requestMs: 2_000, tries: 3 })), {
    mentions: requireEnv('QUEUE_URL'),
    manualReview: requireEnv('REVIEW_QUEUE_URL'),
  }),
  abortAfter,
  now,
  newId,
  log: new Logger(),
});
