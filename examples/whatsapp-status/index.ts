import { Logger } from '@aws-lambda-powertools/logger';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { required } from '../../lambdas/consumers/consumer.ts';
import { withPatience } from '../../lambdas/aws/client-options.ts';
import { keepStatus } from './handler.ts';
import { createStatusTable } from './status-table.ts';

const client = new DynamoDBClient(withPatience({ requestMs: 2_000, tries: 3 }));
const statuses = createStatusTable(client, { tableName: required('TABLE_NAME'), keepSeconds: Number(required('KEEP_SECONDS')) });

// Without oncePerChange: the table's condition says more than a memory of ids could.
export const handler = keepStatus({ statuses, log: new Logger() });
