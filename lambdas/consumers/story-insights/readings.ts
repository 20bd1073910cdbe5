import {
  ConditionalCheckFailedException,
  PutItemCommand,
  type AttributeValue,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import { STORY_TABLE, type StoryReading } from '../../../src/insights/story-reading.ts';

/** The table of readings. */
export interface Readings {
  /** Keeps a reading, unless it is kept already: the first time that its numbers were sent stays. */
  keep(reading: StoryReading): Promise<'kept' | 'known'>;
}

/** Makes it from a DynamoDB table with the keys of {@link STORY_TABLE}. */
export function createReadings(client: DynamoDBClient, tableName: string): Readings {
  return {
    keep: async (reading) => {
      try {
        await client.send(
          new PutItemCommand({
            TableName: tableName,
            Item: itemOf(reading),
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

/** A metric that Meta keeps to itself has no number; its name is in the set `unknown`. */
function itemOf({ account, reading, media, time, metrics, unknown }: StoryReading): Record<string, AttributeValue> {
  const numbers = Object.entries(metrics).map(([name, count]) => [name, { N: String(count) }] as const);
  return {
    [STORY_TABLE.account]: { S: account },
    [STORY_TABLE.reading]: { S: reading },
    [STORY_TABLE.time]: { S: time },
    media: { S: media },
    ...Object.fromEntries(numbers),
    ...(unknown.length > 0 && { unknown: { SS: [...unknown] } }), // DynamoDB knows no empty set
  };
}
