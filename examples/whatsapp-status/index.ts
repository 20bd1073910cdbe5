import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { required } from '../../lambdas/consumers/consumer.ts';
import { keepStatus } from './handler.ts';

export const handler = keepStatus(new DynamoDBClient(), required('TABLE_NAME'));
