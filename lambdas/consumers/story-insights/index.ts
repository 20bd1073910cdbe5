import { Logger } from '@aws-lambda-powertools/logger';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { withPatience } from '../../aws/client-options.ts';
import { required } from '../../aws/environment.ts';
import { createHandler } from './handler.ts';
import { createReadings } from './readings.ts';

const client = new DynamoDBClient(withPatience({ requestMs: 2_000, tries: 3 }));

export const handler = createHandler({ readings: createReadings(client, required('TABLE_NAME')), log: new Logger() });
