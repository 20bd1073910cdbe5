import { ConditionalCheckFailedException, PutItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Claim } from '../../src/pipeline/dedupe/claim.ts';

/**
 * Whether a change is ours: `refused` says that another delivery has it, `refused for other content` that the change
 * that this delivery has under its id has another content.
 */
export type Claimed = 'claimed' | 'refused' | 'refused for other content';

/** The claim table: one conditional write per change, no lock state. */
export interface Claims {
  /**
   * Takes a change, or says that another delivery has it. A delivery passes its own claims, so that a crash after
   * claiming loses nothing, unless they are marked as done.
   */
  claim(claim: Claim, nowMs: number): Promise<Claimed>;
  /** Marks a claim of ours whose event is on the bus, so that our next try leaves it out. */
  markDone(claim: Claim): Promise<void>;
}

const NAMES = { '#owner': 'owner' };

/** Makes the claim table from a DynamoDB table with key `pk` and TTL attribute `expiresAt`. */
export function createClaims(client: DynamoDBClient, tableName: string): Claims {
  return {
    claim: async (claim, nowMs) =>
      unlessRefused(claim, async () => {
        await client.send(
          new PutItemCommand({
            TableName: tableName,
            Item: item(claim),
            // TTL deletes up to two days late: an expired claim must not count.
            ConditionExpression:
              'attribute_not_exists(pk) OR expiresAt <= :now OR (#owner = :me AND attribute_not_exists(#done))',
            ExpressionAttributeNames: { ...NAMES, '#done': 'done' },
            // What is stored tells, without a further read, whether one id had two contents.
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

function item({ pk, owner, expiresAt, digest }: Claim) {
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
      return hasOtherContent(claim, error) ? 'refused for other content' : 'refused';
    throw error;
  }
}

/** Claims of before, and those of changes without an id, have no digest. */
function hasOtherContent({ digest }: Claim, { Item: stored }: ConditionalCheckFailedException): boolean {
  const kept = stored?.['digest']?.B;
  return digest !== undefined && kept !== undefined && Buffer.from(kept).toString('hex') !== digest;
}
