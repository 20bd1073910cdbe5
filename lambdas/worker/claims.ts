import { ConditionalCheckFailedException, PutItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Claim } from '../../src/pipeline/dedupe/claim.ts';

/**
 * The result of a claim:
 * - `claimed`: the delivery may emit the change.
 * - `rejected`: another delivery has the claim.
 * - `rejected for other content`: another delivery has the claim, for the same id with different content.
 */
export type Claimed = 'claimed' | 'rejected' | 'rejected for other content';

/** The claim table. A claim is one conditional write and holds no lock. */
export interface Claims {
  /**
   * How many claims to ask for at the same time.
   * @default 40, because each is a call and the SDK keeps 50 connections
   */
  readonly concurrency?: number;
  /**
   * Claims a change for a delivery. A delivery can repeat its own claim until the claim is marked as done, so a crash
   * after the claim loses nothing.
   */
  claim(claim: Claim, nowMs: number): Promise<Claimed>;
  /** Marks a claim as done after its event is on the bus, so that the next try of the delivery skips the change. */
  markDone(claim: Claim): Promise<void>;
}

const NAMES = { '#owner': 'owner' };

/** Creates a claim table from a DynamoDB table with the key `pk` and the TTL attribute `expiresAt`. */
export function createClaims(client: DynamoDBClient, tableName: string): Claims {
  return {
    claim: async (claim, nowMs) =>
      unlessRefused(claim, async () => {
        await client.send(
          new PutItemCommand({
            TableName: tableName,
            Item: toItem(claim),
            // TTL deletes items up to two days late. An expired claim must not count.
            ConditionExpression:
              'attribute_not_exists(pk) OR expiresAt <= :now OR (#owner = :me AND attribute_not_exists(#done))',
            ExpressionAttributeNames: { ...NAMES, '#done': 'done' },
            // The stored item shows, without another read, whether the id has different content.
            ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
            ExpressionAttributeValues: { ':me': { S: claim.owner }, ':now': { N: String(Math.floor(nowMs / 1000)) } },
          }),
        );
      }),
    markDone: async (claim) => {
      await unlessRefused(claim, async () => {
        await client.send(
          new PutItemCommand({
            TableName: tableName,
            Item: { ...toItem(claim), done: { BOOL: true } },
            ConditionExpression: '#owner = :me',
            ExpressionAttributeNames: NAMES,
            ExpressionAttributeValues: { ':me': { S: claim.owner } },
          }),
        );
      });
    },
  };
}

/** Returns the claim as an item of the table. */
export function toItem({ pk, owner, expiresAt, digest }: Claim) {
  return {
    pk: { S: pk },
    owner: { S: owner },
    expiresAt: { N: String(expiresAt) },
    ...(digest && { digest: { B: Buffer.from(digest, 'hex') } }),
  };
}

async function unlessRefused(claim: Claim, write: () => Promise<void>): Promise<Claimed> {
  try {
    await write();
    return 'claimed';
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException)
      return hasOtherContent(claim, error) ? 'rejected for other content' : 'rejected';
    throw error;
  }
}

/** Older claims and claims of changes without an id have no digest. */
function hasOtherContent({ digest }: Claim, { Item: stored }: ConditionalCheckFailedException): boolean {
  const kept = stored?.['digest']?.B;
  return digest !== undefined && kept !== undefined && Buffer.from(kept).toString('hex') !== digest;
}
