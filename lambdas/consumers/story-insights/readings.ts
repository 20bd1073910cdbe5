import {
  ConditionalCheckFailedException,
  PutItemCommand,
  type AttributeValue,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import { STORY_TABLE, type StoryReading } from '../../../src/insights/story-reading.ts';

/** Table of story readings. */
export interface Readings {
  /** Stores a reading, unless the table has one with the same numbers. The time of the first one stays. */
  keep(reading: StoryReading): Promise<'kept' | 'known'>;
}

/** Creates the readings from a DynamoDB table with the keys of {@link STORY_TABLE}. */
export function createReadings(client: DynamoDBClient, tableName: string): Readings {
  return {
    keep: async (reading) => {
      try {
        await client.send(
          new PutItemCommand({
            TableName: tableName,
            Item: toItem(reading),
            ConditionExpression: 'attribute_not_exists(#account)',
            ExpressionAttributeNames: { '#account': STORY_TABLE.account },
          }),
        );
        return 'kept';
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return 'known';
        throw error;
      }
    },
  };
}

/** Converts a reading to a DynamoDB item. A metric that Meta withholds has no number; its name is in `unknown`. */
function toItem({ account, reading, media, time, metrics, unknown }: StoryReading): Record<string, AttributeValue> {
  const numbers = Object.entries(metrics).map(([name, count]) => [name, { N: String(count) }] as const);
  return {
    [STORY_TABLE.account]: { S: account },
    [STORY_TABLE.reading]: { S: reading },
    [STORY_TABLE.time]: { S: time },
    media: { S: media },
    ...Object.fromEntries(numbers),
    ...(unknown.length > 0 && { unknown: { SS: [...unknown] } }), // DynamoDB does not allow empty sets
  };
}
