import { IdempotencyConfig, makeIdempotent } from '@aws-lambda-powertools/idempotency';
import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Context } from 'aws-lambda';

/** Outcome of an event for a consumer: the work was done now, or was done before. */
export type ConsumerOutcome = 'done' | 'duplicate';

/**
 * Calls `work` unless it is known that it was done for this id. If `work` fails, the next call with the id calls it
 * again.
 * @throws errors of `work`; with a table also Powertools' `IdempotencyAlreadyInProgressError` while another invocation
 *   does the work, and `IdempotencyPersistenceLayerError` if the table cannot be used
 */
export type RunOnce = (id: string, work: () => Promise<void>, context: Context) => Promise<ConsumerOutcome>;

/** Properties of {@link runOnceByTable}. */
export interface TableProps {
  readonly tableName: string;
  readonly client: DynamoDBClient;
  /** Time for which an id is remembered. */
  readonly windowSeconds: number;
}

/** Maximum number of ids in memory. With one more, the oldest is forgotten. */
const MAX_REMEMBERED = 10_000;

/** Remembers ids in a table, which all execution environments of a function share. */
export function runOnceByTable({ tableName, client, windowSeconds }: TableProps): RunOnce {
  const persistenceStore = new DynamoDBPersistenceLayer({ tableName, awsSdkV3Client: client });
  return async (id, work, lambdaContext) => {
    let outcome: ConsumerOutcome = 'duplicate';
    // The id is the only argument, so only the id is hashed: Powertools hashes the argument again after `work`, and
    // would not find its record if `work` changed the event.
    const workOnce = async (): Promise<void> => {
      outcome = 'done';
      await work();
    };
    const once = makeIdempotent<(id: string) => Promise<void>>(workOnce, {
      persistenceStore,
      dataIndexArgument: 0,
      // If the invocation crashes, Powertools frees its record when the time that this context has left is over.
      config: new IdempotencyConfig({ expiresAfterSeconds: windowSeconds, lambdaContext, hashFunction: 'sha256' }),
    });
    await once(id);
    return outcome;
  };
}

/**
 * Remembers ids in the memory of this process. A second call while the first is in progress waits for it, and
 * fails if it fails.
 */
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

/** Remembers nothing, so it always calls `work`. */
export const runAlways: RunOnce = async (_id, work) => {
  await work();
  return 'done';
};
