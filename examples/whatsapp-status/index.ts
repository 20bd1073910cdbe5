import { Logger } from '@aws-lambda-powertools/logger';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { requireEnv } from '../../lambdas/consumers/consumer.ts';
import { withTimeoutsAndRetries } from '../../lambdas/aws/client-options.ts';
import { keepStatus } from './handler.ts';
import { createStatusTable } from './status-table.ts';

const client = new DynamoDBClient(withTimeoutsAndRetries({ requestMs: 2_000, tries: 3 }));
const statuses = createStatusTable(client, {
  tableName: requireEnv('TABLE_NAME'),
  keepSeconds: Number(requireEnv('KEEP_SECONDS')),
});

// No changeHandler: the conditional write of the table already handles repeated events.
export const handler = keepStatus({ statuses, log: new Logger() });
