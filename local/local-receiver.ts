import { setTimeout as pause } from 'node:timers/promises';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { createEnqueue } from '../lambdas/ingress/enqueue.ts';
import { createHandler as createIngress } from '../lambdas/ingress/handler.ts';
import { isTransient } from '../lambdas/aws/is-transient.ts';
import { createSecretCache } from '../lambdas/ingress/secret-cache.ts';
import { abortAfter } from '../lambdas/aws/abort-after.ts';
import type { Log } from '../lambdas/aws/log.ts';
import { NO_METRICS } from '../lambdas/aws/metrics.ts';
import { newId } from '../lambdas/aws/new-id.ts';
import { createObjectStore } from '../lambdas/aws/object-store.ts';
import { createSend } from '../lambdas/aws/send.ts';
import { createArchive } from '../lambdas/worker/archive.ts';
import type { Bus } from '../lambdas/worker/bus.ts';
import { createClaims } from '../lambdas/worker/claims.ts';
import { createHandler as createWorker } from '../lambdas/worker/handler.ts';
import { childLimits } from '../lambdas/worker/child-limits.ts';
import { createQueue } from '../lambdas/worker/queue.ts';
import { splitApart } from '../lambdas/worker/split-apart.ts';
import type { Split } from '../src/pipeline/change/change.ts';
import { DEFAULT_DEDUPE_WINDOW_DAYS } from '../src/pipeline/dedupe/window.ts';
import type { BusEvent } from '../src/pipeline/emit/event.ts';
import { EVENT_SOURCE } from '../src/events/event-reference.ts';
import { embeddedClients, startEmbeddedAws } from './embedded-aws.ts';
import { runWorker } from './local-worker.ts';
import type { RecordedEvent } from './record.ts';

type Enqueue = ReturnType<typeof createEnqueue>;

/** The only app of a local run. */
export const LOCAL_APP = 'meta';
const DAY_SECONDS = 24 * 3600;

/** Options of the local receiver. */
export interface LocalReceiverOptions {
  readonly appSecret: string;
  readonly verifyToken: string;
  readonly onEvent: (event: RecordedEvent) => void;
  readonly log: Log;
}

/** The response of ingress, and the deliveryId if ingress queued the body. */
export interface LocalAnswer {
  readonly answer: APIGatewayProxyStructuredResultV2;
  readonly deliveryId: string | undefined;
}

/** The whole receiver in one process: the real handlers with embedded AWS services. */
export interface LocalReceiver {
  ingress(event: APIGatewayProxyEventV2): Promise<LocalAnswer>;
  stop(): Promise<void>;
}

/** Starts the local receiver. The worker polls until {@link LocalReceiver.stop}. */
export async function startLocalReceiver(options: LocalReceiverOptions): Promise<LocalReceiver> {
  const aws = await startEmbeddedAws();
  const clients = embeddedClients(aws.endpoints);
  const { log } = options;
  const objects = createObjectStore(aws.bucket, () => Promise.resolve(clients.s3));
  const worker = createWorker({
    claims: createClaims(clients.dynamoDb, aws.tableName),
    bus: localBus(options.onEvent),
    objects,
    archive: createArchive({ objects, newId, log, metrics: NO_METRICS }),
    queue: createQueue(clients.sqs, { deliveries: aws.queueUrl, deadLetters: aws.deadLetterQueueUrl }),
    splitApart: splitLocally,
    windowSeconds: DEFAULT_DEDUPE_WINDOW_DAYS * DAY_SECONDS,
    now: Date.now,
    pause,
    log,
    metrics: NO_METRICS, // metric lines are for CloudWatch and would clutter the output
  });
  const stopping = new AbortController();
  const polling = runWorker(worker, { client: clients.sqs, url: aws.queueUrl, log }, stopping.signal);
  const enqueue = createEnqueue({
    send: createSend(clients.sqs, aws.queueUrl),
    objects,
    newId,
    now: Date.now,
    pause: (ms, signal) => pause(ms, undefined, { signal }),
    random: Math.random,
    isTransient,
    log,
  });
  return {
    ingress: localIngress(options, enqueue),
    stop: async () => {
      stopping.abort();
      await polling;
      for (const client of Object.values(clients)) client.destroy();
      await aws.stop();
    },
  };
}

/** Splits a body in a separate process, as the deployed worker does. */
async function splitLocally(rawBody: Buffer, remainingMs: () => number): Promise<Split> {
  return splitApart(rawBody, { ...childLimits(undefined), remainingMs });
}

/** Creates the real handler anew for each request, to get the deliveryId, which is not part of the response. */
function localIngress(options: LocalReceiverOptions, enqueue: Enqueue): LocalReceiver['ingress'] {
  const { log } = options;
  const secrets = createSecretCache({
    read: localSecret(options),
    now: Date.now,
    abortAfter,
    log,
    metrics: NO_METRICS,
  });
  return async (event) => {
    let deliveryId: string | undefined;
    const handler = createIngress({
      apps: new Set([LOCAL_APP]),
      secrets,
      enqueue: async (app, rawBody, signal) => {
        const enqueued = await enqueue(app, rawBody, signal);
        deliveryId = enqueued.delivery.deliveryId;
        return enqueued;
      },
      previousSecretMs: 0,
      now: Date.now,
      abortAfter,
      log,
      metrics: NO_METRICS,
    });
    const answer = await handler(event);
    return { answer, deliveryId };
  };
}

function localSecret({ appSecret, verifyToken }: LocalReceiverOptions) {
  const current = { appSecret, verifyToken, instagramAppSecret: '', threadsAppSecret: '' };
  return () => Promise.resolve({ current, currentSinceMs: 0 });
}

/** Replaces EventBridge, for which there is no embedded service: passes every event to `onEvent`. */
function localBus(onEvent: (event: RecordedEvent) => void): Bus {
  const put = ({ detailType, time, detail }: BusEvent): 'emitted' => {
    onEvent({
      source: EVENT_SOURCE,
      'detail-type': detailType,
      time,
      detail: JSON.parse(detail) as Record<string, unknown>,
    });
    return 'emitted';
  };
  return { put: (events) => Promise.resolve(events.map(put)) };
}
