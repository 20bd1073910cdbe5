import {
  BatchExecuteStatementCommand,
  type BatchStatementRequest,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import DataLoader from 'dataloader';
import pMap from 'p-map';
import type { Claim } from '../../src/pipeline/dedupe/claim.ts';
import { isTransient } from '../aws/is-transient.ts';
import { toItem, type Claimed, type Claims } from './claims.ts';

/** DynamoDB's limit of statements in a call. */
const MAX_STATEMENTS = 25;
/** Fills the calls: a slice of changes is claimed at once. */
const CONCURRENT_CLAIMS = 200;
/** Single writes of one call at the same time. A slice is eight calls, so they stay below the SDK's 50 sockets. */
const CONCURRENT_SINGLE_CLAIMS = 5;

interface Asked {
  readonly claim: Claim;
  readonly nowMs: number;
}

/**
 * Creates a claim table that inserts 25 claims in a call. A statement can only insert. If the key exists, or if
 * DynamoDB did not process the statement, the conditional write of `single` decides: it knows own, expired and foreign
 * claims. It also decides if DynamoDB rejects the whole call for good, for example because of a missing permission.
 * @param single - the claim table with one write per claim
 */
export function createBatchedClaims(client: DynamoDBClient, tableName: string, single: Claims): Claims {
  const insert = async (asked: readonly Asked[]): Promise<readonly boolean[]> => {
    const Statements = asked.map(({ claim }) => toStatement(tableName, claim));
    try {
      const { Responses = [] } = await client.send(new BatchExecuteStatementCommand({ Statements }));
      return asked.map((_, i) => Responses[i] !== undefined && Responses[i].Error === undefined);
    } catch (error) {
      if (isTransient(error)) throw error;
      return asked.map(() => false);
    }
  };
  const claimAll = async (asked: readonly Asked[]): Promise<(Claimed | Error)[]> => {
    const inserted = await insert(asked);
    const decide = async ({ claim, nowMs }: Asked, i: number): Promise<Claimed | Error> =>
      inserted[i] === true ? 'claimed' : single.claim(claim, nowMs).catch(toError);
    return pMap(asked, decide, { concurrency: CONCURRENT_SINGLE_CLAIMS });
  };
  const loader = new DataLoader(claimAll, { maxBatchSize: MAX_STATEMENTS, cache: false });
  return {
    concurrency: CONCURRENT_CLAIMS,
    claim: async (claim, nowMs) => loader.load({ claim, nowMs }),
    markDone: async (claim) => single.markDone(claim),
  };
}

function toStatement(tableName: string, claim: Claim): BatchStatementRequest {
  const item = Object.entries(toItem(claim));
  return {
    Statement: `INSERT INTO "${tableName}" VALUE {${item.map(([name]) => `'${name}':?`).join(',')}}`,
    Parameters: item.map(([, value]) => value),
  };
}

function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error('a claim failed', { cause: error });
}
