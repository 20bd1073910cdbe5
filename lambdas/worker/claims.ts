import { ConditionalCheckFailedException, PutItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Claim } from '../../src/dedupe/claim.ts';

/** The claim table: one conditional write per change, no lock state. */
export interface Claims {
  /**
   * Takes a change, or says that another delivery has it. A delivery passes its own claims, so that a crash after
   * claiming loses nothing, unless they are marked as done.
   */
  claim(claim: Claim, nowMs: number): Promise<'claimed' | 'refused'>;
  /** Marks a claim of ours whose event is on the bus, so that our next try leaves it out. */
  markDone(claim: Claim): Promise<void>;
}

const NAMES = { '#owner': 'owner' };

/** Makes the claim table from a DynamoDB table with key `pk` and TTL attribute `expiresAt`. */
export function createClaims(client: DynamoDBClient, tableName: string): Claims {
  const item = ({ pk, owner, expiresAt }: Claim) => ({ pk: { S: pk }, owner: { S: owner }, expiresAt: { N: String(expiresAt) } });
  return {
    claim: async (claim, nowMs) =>
      unlessRefused(async () => {
        await client.send(
          new PutItemCommand({
            TableName: tableName,
            Item: item(claim),
            // TTL deletes up to two days late: an expired claim must not count.
            ConditionExpression: 'attribute_not_exists(pk) OR expiresAt <= :now OR (#owner = :me AND attribute_not_exists(#done))',
            ExpressionAttributeNames: { ...NAMES, '#done': 'done' },
            ExpressionAttributeValues: { ':me': { S: claim.owner }, ':now': { N: String(Math.floor(nowMs / 1000)) } },
          }),
        );
      }),
    markDone: async (claim) => {
      await unlessRefused(async () => {
        await client.send(
          new PutItemCommand({
            TableName: tableName,
            Item: { ...item(claim), done: { BOOL: true } },
            ConditionExpression: '#owner = :me',
            ExpressionAttributeNames: NAMES,
            ExpressionAttributeValues: { ':me': { S: claim.owner } },
          }),
        );
      });
    },
  };
}

async function unlessRefused(write: () => Promise<void>): Promise<'claimed' | 'refused'> {
  try {
    await write();
    return 'claimed';
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return 'refused';
    throw error;
  }
}
