import { setTimeout as pause } from 'node:timers/promises';
import type { Log, LogFields } from '../lambdas/aws/log.ts';
import { NO_METRICS } from '../lambdas/aws/metrics.ts';
import { newId } from '../lambdas/aws/new-id.ts';
import { createObjectStore } from '../lambdas/aws/object-store.ts';
import { createSend } from '../lambdas/aws/send.ts';
import { createArchive } from '../lambdas/worker/archive.ts';
import { collectMetrics } from '../lambdas/worker/batch-metrics.ts';
import type { Bus } from '../lambdas/worker/bus.ts';
import { childLimits } from '../lambdas/worker/child-limits.ts';
import { createClaims } from '../lambdas/worker/claims.ts';
import { createHandler as createWorker } from '../lambdas/worker/handler.ts';
import { createQueue } from '../lambdas/worker/queue.ts';
import { splitApart } from '../lambdas/worker/split-apart.ts';
import type { Split } from '../src/pipeline/change/change.ts';
import { DEFAULT_DEDUPE_WINDOW_DAYS } from '../src/pipeline/dedupe/window.ts';
import type { BusEvent } from '../src/pipeline/emit/event.ts';
import type { QueueState } from './deliveries/delivery-log.ts';
import type { MemoryDeliveryLog } from './deliveries/memory-log.ts';
import { BackedOffMessages } from './backed-off-messages.ts';
import { embeddedClients, startEmbeddedAws, type EmbeddedAws } from './embedded-aws.ts';
import { createLocalIngress, type LocalIngress } from './local-ingress.ts';
import { createReplay, type Replay } from './local-replay.ts';
import { runWorker, type Handler } from './local-worker.ts';
import { Faults } from './observe/faults.ts';
import { WorkerObserver } from './observe/worker-observer.ts';
import { preciseNow } from './precise-now.ts';
import { readQueues } from './queue-states.ts';

const DAY_SECONDS = 24 * 3600;

/** Options of the local receiver. */
export interface LocalReceiverOptions {
  readonly appSecret: string;
  readonly verifyToken: string;
  /** Records what the handlers do, and has the bodies for replays. */
  readonly deliveries: MemoryDeliveryLog;
  /** Receives each event that the bus accepted. */
  readonly onEvent: (event: BusEvent) => void;
  readonly log: Log;
}

/** The whole receiver on this machine: the real handlers with embedded AWS services. */
export interface LocalReceiver {
  readonly ingress: LocalIngress;
  readonly replay: Replay;
  readonly faults: Faults;
  queues(): Promise<readonly QueueState[]>;
  stop(): Promise<void>;
}

type Clients = ReturnType<typeof embeddedClients>;

/** Starts the local receiver. The worker polls until {@link LocalReceiver.stop}. */
export async function startLocalReceiver(options: LocalReceiverOptions): Promise<LocalReceiver> {
  const aws = await startEmbeddedAws();
  const clients = embeddedClients(aws.endpoints);
  const backedOff = new BackedOffMessages({ client: clients.sqs, url: aws.queueUrl });
  // What was backed off is tried again as soon as a service is repaired.
  const faults = new Faults(Date.now, () => void backedOff.release());
  injectFaults(faults, clients);
  const { log, deliveries } = options;
  const worker = createObservedWorker(options, { aws, clients, faults });
  const stopping = new AbortController();
  const polling = runWorker(worker, { client: clients.sqs, url: aws.queueUrl, log, backedOff }, stopping.signal);
  const sender = { send: createSend(clients.sqs, aws.queueUrl), objects: objectStore(aws, clients), newId, log };
  return {
    ingress: createLocalIngress({ ...options, ...sender }),
    replay: createReplay({ ...sender, deliveries, now: preciseNow }),
    faults,
    queues: async () => readQueues(aws),
    stop: async () => {
      stopping.abort();
      await polling;
      for (const client of Object.values(clients)) client.destroy();
      await aws.stop();
    },
  };
}

function injectFaults(faults: Faults, { sqs, s3, dynamoDb }: Clients): void {
  faults.inject(sqs, 'queue');
  faults.inject(s3, 'bucket');
  faults.inject(dynamoDb, 'table');
}

interface Services {
  readonly aws: EmbeddedAws;
  readonly clients: Clients;
  readonly faults: Faults;
}

/** Creates the real worker with observed services. */
function createObservedWorker(options: LocalReceiverOptions, { aws, clients, faults }: Services): Handler {
  const { deliveries } = options;
  const observer = new WorkerObserver({ deliveries, now: preciseNow });
  const log = observeLog(options.log, (fields) => {
    observer.logged(fields);
  });
  const objects = objectStore(aws, clients);
  const worker = createWorker({
    claims: observer.claims(createClaims(clients.dynamoDb, aws.tableName)),
    bus: observer.bus(localBus(options, faults)),
    objects,
    archive: observer.archive(createArchive({ objects, newId, log, metrics: NO_METRICS })),
    queue: createQueue(clients.sqs, { deliveries: aws.queueUrl, deadLetters: aws.deadLetterQueueUrl }),
    splitApart: splitLocally,
    windowSeconds: DEFAULT_DEDUPE_WINDOW_DAYS * DAY_SECONDS,
    now: Date.now,
    pause,
    log,
    metrics: collectMetrics(), // taken after each batch, and not printed: they are for CloudWatch
  });
  return observer.handler(worker);
}

function objectStore(aws: EmbeddedAws, clients: Clients) {
  return createObjectStore(aws.bucket, () => Promise.resolve(clients.s3));
}

function observeLog(log: Log, onFields: (fields: LogFields) => void): Log {
  const both =
    (write: (message: string, fields: LogFields) => void) =>
    (message: string, fields: LogFields): void => {
      onFields(fields);
      write(message, fields);
    };
  return { info: both(log.info.bind(log)), warn: both(log.warn.bind(log)), error: both(log.error.bind(log)) };
}

/** Splits a body in a separate process, as the deployed worker does. */
async function splitLocally(rawBody: Buffer, remainingMs: () => number): Promise<Split> {
  return splitApart(rawBody, { ...childLimits(undefined), remainingMs });
}

/** Replaces EventBridge, for which there is no embedded service: passes events to `onEvent` unless it is broken. */
function localBus({ onEvent }: LocalReceiverOptions, faults: Faults): Bus {
  const put = (event: BusEvent) => {
    if (faults.isBroken('bus')) return { refusedBy: 'ServiceUnavailable' } as const;
    onEvent(event);
    return 'emitted' as const;
  };
  return { put: (events) => Promise.resolve(events.map(put)) };
}
