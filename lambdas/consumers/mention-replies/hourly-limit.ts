import { ConditionalCheckFailedException, UpdateItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';

const HOUR_MS = 3_600_000;
/** Time for which a counter is kept. It is not needed after its hour. */
const KEPT_SECONDS = 2 * 3_600;

/** Limits the replies of an account per clock hour, across all invocations. */
export interface HourlyLimit {
  /**
   * Takes one reply of this hour's limit.
   * @returns 0 if it was taken; otherwise the time until the next hour, in ms
   */
  take(accountId: string, max: number): Promise<number>;
}

/** Creates the limit in a DynamoDB table with key `pk` and TTL attribute `expiresAt`: one atomic counter per hour. */
export function createHourlyLimit(client: DynamoDBClient, tableName: string, now: () => number): HourlyLimit {
  return {
    take: async (accountId, max) => {
      const nowMs = now();
      const hour = Math.floor(nowMs / HOUR_MS);
      try {
        await client.send(
          new UpdateItemCommand({
            TableName: tableName,
            Key: { pk: { S: `limit/${accountId}/${hour}` } },
            UpdateExpression: 'SET expiresAt = :expiresAt ADD answers :one',
            ConditionExpression: 'attribute_not_exists(answers) OR answers < :max',
            ExpressionAttributeValues: {
              ':one': { N: '1' },
              ':max': { N: String(max) },
              ':expiresAt': { N: String(Math.floor(nowMs / 1000) + KEPT_SECONDS) },
            },
          }),
        );
        return 0;
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return (hour + 1) * HOUR_MS - nowMs;
        throw error;
      }
    },
  };
}
