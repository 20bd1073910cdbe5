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

/** Processes one change. Its result is ignored. */
export type ChangeHandler<T extends MetaWebhookDetailType> = (
  event: MetaWebhookEventOf<T>,
  context: Context,
) => Promise<unknown>;

/** Options of {@link changeHandler}. */
export interface IdempotencyOptions {
  /**
   * Name of the idempotency table that `onChange(…, { changeHandler: true })` creates.
   * @default the environment variable IDEMPOTENCY_TABLE_NAME
   */
  readonly tableName?: string;
  /**
   * Time for which a change is remembered, in seconds.
   * @default the environment variable IDEMPOTENCY_WINDOW_SECONDS, which is the receiver's dedupe window, or 22 days
   */
  readonly windowSeconds?: number;
  /** @default a client with three attempts of two seconds each */
  readonly client?: DynamoDBClient;
}

const DAY_SECONDS = 24 * 3600;

/**
 * Creates a Lambda handler that calls `work` once per `detail.id`, however often EventBridge and Lambda deliver the
 * event. If `work` fails, the next delivery of the event calls it again.
 *
 * `work` also runs again if the function crashes, or the table rejects the final write, after `work` completed. A
 * `weak` event may arrive twice with two ids.
 * @throws Error at startup if no table name is set; from the handler {@link ConsumerError} NOT_AN_EVENT, errors of
 * `work`, IdempotencyAlreadyInProgressError while another invocation processes the event, and
 * IdempotencyPersistenceLayerError if the table fails. Lambda then retries.
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
    const id = getId(event);
    // The id is the only argument, so only the id is hashed: Powertools hashes the argument again after `work`, and
    // would not find its record if `work` changed the event.
    const workOnce = async (): Promise<void> => {
      await work(event, lambdaContext);
    };
    const once = makeIdempotent<(id: string) => Promise<void>>(workOnce, {
      persistenceStore,
      dataIndexArgument: 0,
      // The context of this invocation: Powertools frees the record of a crashed invocation after its remaining time.
      config: new IdempotencyConfig({ expiresAfterSeconds, lambdaContext, hashFunction: 'sha256' }),
    });
    await once(id);
  };
}

/** Returns the id, or throws: without an id, all events would count as one. */
function getId(event: unknown): string {
  const id: unknown = isMetaWebhookEvent(event) ? event.detail.id : undefined;
  if (typeof id === 'string' && id !== '') return id;
  throw new ConsumerError('NOT_AN_EVENT', "Send only the receiver's events: source meta.webhooks, with a detail.id.");
}

function windowSeconds(): number {
  const reported = Number(process.env['IDEMPOTENCY_WINDOW_SECONDS']);
  return reported > 0 ? reported : DEFAULT_DEDUPE_WINDOW_DAYS * DAY_SECONDS;
}
