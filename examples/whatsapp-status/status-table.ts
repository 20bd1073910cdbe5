import {
  ConditionalCheckFailedException,
  PutItemCommand,
  type AttributeValue,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import { STATUS_TABLE, type MessageStatus } from './message-status.ts';

/** The table of statuses. */
export interface StatusTable {
  /** Stores a status, unless the table has a later one. */
  keep(status: MessageStatus): Promise<'kept' | 'overtaken'>;
}

export interface StatusTableOptions {
  readonly tableName: string;
  /** How long a status is kept. */
  readonly keepSeconds: number;
}

/** Creates it from a DynamoDB table with the keys of {@link STATUS_TABLE}. */
export function createStatusTable(client: DynamoDBClient, { tableName, keepSeconds }: StatusTableOptions): StatusTable {
  return {
    keep: async (status) => {
      try {
        await client.send(
          new PutItemCommand({
            TableName: tableName,
            Item: toItem(status, keepSeconds),
            ConditionExpression: 'attribute_not_exists(#rank) OR #rank < :rank',
            ExpressionAttributeNames: { '#rank': 'rank' },
            ExpressionAttributeValues: { ':rank': { N: String(status.rank) } },
          }),
        );
        return 'kept';
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return 'overtaken';
        throw error;
      }
    },
  };
}

function toItem(
  { message, participant, status, rank, at, errorCode }: MessageStatus,
  keepSeconds: number,
): Record<string, AttributeValue> {
  return {
    [STATUS_TABLE.message]: { S: message },
    [STATUS_TABLE.participant]: { S: participant },
    [STATUS_TABLE.expiresAt]: { N: String(Date.parse(at) / 1000 + keepSeconds) },
    status: { S: status },
    rank: { N: String(rank) },
    at: { S: at },
    ...(errorCode !== undefined && { errorCode: { N: String(errorCode) } }),
  };
}
