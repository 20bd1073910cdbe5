import { IdempotencyConfig, makeIdempotent } from '@aws-lambda-powertools/idempotency';
import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Context } from 'aws-lambda';
import { DEFAULT_DEDUPE_WINDOW_DAYS } from '../../src/pipeline/dedupe/window.ts';
import {
  isMetaWebhookEvent,
  type MetaWebhookDetailType,
  type MetaWebhookEventOf,
} from '../../src/events/meta-webhook-event.ts';
import { withTimeoutsAndRetries } from '../aws/client-options.ts';
import { requireEnv } from '../aws/environment.ts';
import { ConsumerError } from './consumer-error.ts';

/** What is done with one change. What it resolves to is not kept. */
export type ChangeHandler<T extends MetaWebhookDetailType> = (
  event: MetaWebhookEventOf<T>,
  context: Context,
) => Promise<unknown>;

export interface IdempotencyOptions {
  /**
   * The table that remembers, as `onChange(…, { changeHandler: true })` makes it.
   * @default the environment variable IDEMPOTENCY_TABLE_NAME
   */
  readonly tableName?: string;
  /**
   * Seconds for which a change is remembered.
   * @default the environment variable IDEMPOTENCY_WINDOW_SECONDS, which is the receiver's dedupe window; else 22 days
   */
  readonly windowSeconds?: number;
  /** @default a client that gives each of three tries two seconds */
  readonly client?: DynamoDBClient;
}

const DAY_SECONDS = 24 * 3600;

/**
 * Makes a Lambda handler that does its work once per `detail.id`, however often EventBridge and Lambda hand the event
 * over. When the work fails, it is as if it had never begun: the next try does it.
 *
 * It is done again anyway where the function dies, or the table cannot be told that it is done, after the work
 * was. An event that is `weak` may come twice under two ids.
 * @throws Error at the start where no table is named; from the handler {@link ConsumerError} NOT_AN_EVENT, what the
 * work throws, IdempotencyAlreadyInProgressError while another invocation is at it, IdempotencyPersistenceLayerError
 * where the table fails: Lambda then tries again
 * @example
 * export const handler = changeHandler<'page.leadgen'>(async ({ detail }) => store(detail.value?.leadgen_id));
 */
export function changeHandler<T extends MetaWebhookDetailType>(
  work: ChangeHandler<T>,
  options: IdempotencyOptions = {},
): (event: MetaWebhookEventOf<T>, context: Context) => Promise<void> {
  const {
    tableName = requireEnv('IDEMPOTENCY_TABLE_NAME'),
    client = new DynamoDBClient(withTimeoutsAndRetries({ requestMs: 2_000, tries: 3 })),
  } = options;
  const persistenceStore = new DynamoDBPersistenceLayer({ tableName, awsSdkV3Client: client });
  const expiresAfterSeconds = options.windowSeconds ?? windowSeconds();
  return async (event, lambdaContext) => {
    const id = idOf(event);
    // The id is the only argument, so only it is hashed: Powertools hashes an argument again when the work is done,
    // and would not find its record if the work had changed the event.
    const workOnce = async (): Promise<void> => {
      await work(event, lambdaContext);
    };
    const once = makeIdempotent<(id: string) => Promise<void>>(workOnce, {
      persistenceStore,
      dataIndexArgument: 0,
      // Of this invocation: by its remaining time the record of one that died is free again.
      config: new IdempotencyConfig({ expiresAfterSeconds, lambdaContext, hashFunction: 'sha256' }),
    });
    await once(id);
  };
}

/** Without an id, all events would count as one. */
function idOf(event: unknown): string {
  const id: unknown = isMetaWebhookEvent(event) ? event.detail.id : undefined;
  if (typeof id === 'string' && id !== '') return id;
  throw new ConsumerError('NOT_AN_EVENT', "hand it the receiver's events only: source meta.webhooks, with a detail.id");
}

function windowSeconds(): number {
  const told = Number(process.env['IDEMPOTENCY_WINDOW_SECONDS']);
  return told > 0 ? told : DEFAULT_DEDUPE_WINDOW_DAYS * DAY_SECONDS;
}
