import { Logger } from '@aws-lambda-powertools/logger';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { withTimeoutsAndRetries } from '../../aws/client-options.ts';
import { requireEnv } from '../../aws/environment.ts';
import { createHandler } from './handler.ts';
import { createReadings } from './readings.ts';

const client = new DynamoDBClient(withTimeoutsAndRetries({ requestMs: 2_000, tries: 3 }));

export const handler = createHandler({ readings: createReadings(client, requireEnv('TABLE_NAME')), log: new Logger() });
