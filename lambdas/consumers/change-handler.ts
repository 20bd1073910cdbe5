import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Context } from 'aws-lambda';
import { DEFAULT_DEDUPE_WINDOW_DAYS } from '../../src/pipeline/dedupe/window.ts';
import {
  isMetaWebhookEvent,
  type MetaWebhookDetailType,
  type MetaWebhookEventOf,
} from '../../src/events/meta-webhook-event.ts';
import { withTimeoutsAndRetries } from '../aws/client-options.ts';
import { ConsumerError } from './consumer-error.ts';
import { runAlways, runOnceByTable, runOnceInMemory, type ConsumerOutcome, type RunOnce } from './run-once.ts';

/** Processes one change. It may return a promise. The result is ignored. */
export type ChangeHandler<T extends MetaWebhookDetailType> = (
  event: MetaWebhookEventOf<T>,
  context: Context,
) => unknown;

/** A Lambda handler that {@link changeHandler} creates. */
export interface ChangeFunction<T extends MetaWebhookDetailType> {
  /** @returns `duplicate` if the work was done before for this change, else `done` */
  (event: MetaWebhookEventOf<T>, context: Context): Promise<ConsumerOutcome>;
  /** Detail-types of the events that it accepts. */
  readonly detailTypes: readonly T[];
}

/** Options of {@link changeHandler}. */
export interface IdempotencyOptions {
  /**
   * Name of the idempotency table that `addConsumer`, or `onChange(…, { idempotency: true })`, creates.
   * @default the environment variable IDEMPOTENCY_TABLE_NAME
   */
  readonly tableName?: string;
  /**
   * Time for which a change is remembered in the table, in seconds.
   * @default the environment variable IDEMPOTENCY_WINDOW_SECONDS, which is the receiver's dedupe window, or 22 days
   */
  readonly windowSeconds?: number;
  /** @default a client with three attempts of two seconds each */
  readonly client?: DynamoDBClient;
}

const DAY_SECONDS = 24 * 3600;

/**
 * Creates a Lambda handler for changes of one or several detail-types. Where it remembers changes depends on where it
 * runs:
 * - With an idempotency table, which the construct names in the environment, it calls `work` once per `detail.id`,
 *   however often EventBridge and Lambda deliver the event. If `work` fails, the next delivery calls it again.
 * - On Lambda without a table (`idempotency: false`), it calls `work` for each delivery of an event.
 * - Elsewhere, in tests and under `npm start`, it remembers changes in memory. Each `changeHandler` has its own memory.
 *
 * With a table, `work` also runs again if the function crashes, or the table rejects the final write, after `work`
 * completed. A `weak` event may arrive twice with two ids.
 * @param detailType - one or several names: `instagram.comments`
 * @throws from the handler {@link ConsumerError} NOT_AN_EVENT | UNEXPECTED_DETAIL_TYPE, errors of `work`,
 * IdempotencyAlreadyInProgressError while another invocation processes the event, and
 * IdempotencyPersistenceLayerError if the table fails. Lambda then retries.
 * @example
 * export const handler = changeHandler('page.leadgen', async ({ detail }) => store(detail.value?.leadgen_id));
 */
export function changeHandler<T extends MetaWebhookDetailType>(
  detailType: T | readonly T[],
  work: ChangeHandler<T>,
  options: IdempotencyOptions = {},
): ChangeFunction<T> {
  const detailTypes: readonly T[] = [detailType].flat() as T[];
  const once = chooseRunOnce(options);
  const handle = async (event: MetaWebhookEventOf<T>, context: Context): Promise<ConsumerOutcome> => {
    const id = getId(event);
    checkDetailType(event, detailTypes);
    const workOnEvent = async (): Promise<void> => {
      await work(event, context);
    };
    return once(id, workOnEvent, context);
  };
  return Object.assign(handle, { detailTypes });
}

function chooseRunOnce({ tableName, client, windowSeconds }: IdempotencyOptions): RunOnce {
  const { IDEMPOTENCY_TABLE_NAME, AWS_LAMBDA_FUNCTION_NAME } = process.env;
  const name = tableName ?? IDEMPOTENCY_TABLE_NAME;
  if (name) {
    return runOnceByTable({
      tableName: name,
      client: client ?? new DynamoDBClient(withTimeoutsAndRetries({ requestMs: 2_000, tries: 3 })),
      windowSeconds: windowSeconds ?? readWindowSeconds(),
    });
  }
  return AWS_LAMBDA_FUNCTION_NAME ? runAlways : runOnceInMemory();
}

/** Returns the id, or throws: without an id, all events would count as one. */
function getId(event: unknown): string {
  const id: unknown = isMetaWebhookEvent(event) ? event.detail.id : undefined;
  if (typeof id === 'string' && id !== '') return id;
  throw new ConsumerError('NOT_AN_EVENT', "Send only the receiver's events: source meta.webhooks, with a detail.id.");
}

function checkDetailType(event: { readonly 'detail-type': string }, detailTypes: readonly string[]): void {
  if (detailTypes.includes(event['detail-type'])) return;
  throw new ConsumerError(
    'UNEXPECTED_DETAIL_TYPE',
    `Give the rule and changeHandler the same detail-types. This function accepts ${detailTypes.join(', ')}.`,
  );
}

function readWindowSeconds(): number {
  const reported = Number(process.env['IDEMPOTENCY_WINDOW_SECONDS']);
  return reported > 0 ? reported : DEFAULT_DEDUPE_WINDOW_DAYS * DAY_SECONDS;
}
