import { randomUUID } from 'node:crypto';
import { BatchExecuteStatementCommand, type ConsumedCapacity } from '@aws-sdk/client-dynamodb';
import type { Answer } from '../facts.ts';
import type { Receiver } from '../receiver.ts';
import type { Verification } from '../verification.ts';
import type { Question } from './question.ts';

const STATEMENTS = 25;

/** What the option `worker.batchedClaims` costs, which AWS's documentation does not say. */
export function claimQuestions({ aws }: Verification, receiver: Receiver): readonly Question[] {
  return [
    {
      question: `How many write units do ${STATEMENTS} INSERT statements in a call use, and the same call again?`,
      kind: 'observation',
      missingInEmulator: 'the emulator reports no consumed capacity of BatchExecuteStatement',
      ask: async (): Promise<Answer> => {
        const keys = Array.from({ length: STATEMENTS }, () => `verify:${randomUUID()}`);
        const insert = async () => aws.dynamoDb.send(insertAll(receiver.output('ClaimTableName'), keys));
        const first = await insert();
        const again = await insert();
        const refused = again.Responses?.[0];
        return {
          answer: `${units(first.ConsumedCapacity)} and ${units(again.ConsumedCapacity)}`,
          evidence:
            `the second time: ${refused?.Error?.Code ?? 'no error'}, ` +
            `${refused?.Error?.Item === undefined ? 'without' : 'with'} the stored item`,
        };
      },
    },
  ];
}

/** The items expire within the hour, as claims do. */
function insertAll(tableName: string, keys: readonly string[]): BatchExecuteStatementCommand {
  const expiresAt = String(Math.floor(Date.now() / 1000) + 3_600);
  return new BatchExecuteStatementCommand({
    ReturnConsumedCapacity: 'TOTAL',
    Statements: keys.map((key) => ({
      Statement: `INSERT INTO "${tableName}" VALUE {'pk':?,'owner':?,'expiresAt':?}`,
      Parameters: [{ S: key }, { S: 'verify' }, { N: expiresAt }],
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    })),
  });
}

function units(consumed: readonly ConsumedCapacity[] = []): string {
  const total = consumed.reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0);
  return `${total} write units`;
}
