import { ConditionalCheckFailedException, UpdateItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';

const HOUR_MS = 3_600_000;
/** A counter is of no use once its hour is over. */
const KEPT_SECONDS = 2 * 3_600;

/** How many answers an account posts within an hour of the clock, whoever counts. */
export interface HourlyLimit {
  /**
   * Takes one of this hour's answers.
   * @returns how long to wait for the next hour, in ms; 0: taken
   */
  take(accountId: string, max: number): Promise<number>;
}

/** Makes the limit from a DynamoDB table with key `pk` and TTL attribute `expiresAt`: one atomic counter an hour. */
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
