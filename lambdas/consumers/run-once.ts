import { IdempotencyConfig, makeIdempotent } from '@aws-lambda-powertools/idempotency';
import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Context } from 'aws-lambda';

/** Outcome of an event: the work was done now, or was done before. */
export type ChangeOutcome = 'done' | 'duplicate';

/** Calls `work` unless it was done for this id before. If `work` fails, the next call with the id calls it again. */
export type RunOnce = (id: string, work: () => Promise<void>, context: Context) => Promise<ChangeOutcome>;

/** Properties of {@link runOnceByTable}. */
export interface TableProps {
  readonly tableName: string;
  readonly client: DynamoDBClient;
  readonly windowSeconds: number;
}

/** Maximum number of ids in memory. After that, the oldest is forgotten. */
const MAX_REMEMBERED = 10_000;

/** Remembers ids in a table, which all environments of a function share. */
export function runOnceByTable({ tableName, client, windowSeconds }: TableProps): RunOnce {
  const persistenceStore = new DynamoDBPersistenceLayer({ tableName, awsSdkV3Client: client });
  return async (id, work, lambdaContext) => {
    let outcome: ChangeOutcome = 'duplicate';
    // The id is the only argument, so only the id is hashed: Powertools hashes the argument again after `work`, and
    // would not find its record if `work` changed the event.
    const workOnce = async (): Promise<void> => {
      outcome = 'done';
      await work();
    };
    const once = makeIdempotent<(id: string) => Promise<void>>(workOnce, {
      persistenceStore,
      dataIndexArgument: 0,
      // The context of this invocation: Powertools frees the record of a crashed invocation after its remaining time.
      config: new IdempotencyConfig({ expiresAfterSeconds: windowSeconds, lambdaContext, hashFunction: 'sha256' }),
    });
    await once(id);
    return outcome;
  };
}

/** Remembers ids in the memory of this process. A second call while the first is in progress waits for it. */
export function runOnceInMemory(): RunOnce {
  const runs = new Map<string, Promise<void>>();
  return async (id, work) => {
    const before = runs.get(id);
    if (before) {
      await before;
      return 'duplicate';
    }
    const run = work();
    runs.set(id, run);
    const [oldest] = runs.keys();
    if (runs.size > MAX_REMEMBERED && oldest !== undefined) runs.delete(oldest);
    try {
      await run;
    } catch (error) {
      runs.delete(id);
      throw error;
    }
    return 'done';
  };
}

/** Remembers nothing. */
export const runAlways: RunOnce = async (_id, work) => {
  await work();
  return 'done';
};
