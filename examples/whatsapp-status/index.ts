import { Logger } from '@aws-lambda-powertools/logger';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { requireEnv } from 'meta-webhooks-aws/consumer';
import { keepStatus } from './handler.ts';
import { createStatusTable } from './status-table.ts';

// Without throwOnRequestTimeout, the SDK only logs that a request takes too long.
const client = new DynamoDBClient({
  maxAttempts: 3,
  requestHandler: {
    connectionTimeout: 1_000,
    requestTimeout: 2_000,
    socketTimeout: 2_000,
    throwOnRequestTimeout: true,
  },
});
const statuses = createStatusTable(client, {
  tableName: requireEnv('TABLE_NAME'),
  keepSeconds: Number(requireEnv('KEEP_SECONDS')),
});

// No changeHandler: the conditional write of the table already handles repeated events.
export const handler = keepStatus({ statuses, log: new Logger() });
