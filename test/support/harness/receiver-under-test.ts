import { setTimeout as pause } from 'node:timers/promises';
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  type Message,
} from '@aws-sdk/client-sqs';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { APIGatewayProxyStructuredResultV2, SQSBatchResponse } from 'aws-lambda';
import { createEnqueue } from '../../../lambdas/ingress/enqueue.ts';
import { createHandler as createIngress } from '../../../lambdas/ingress/handler.ts';
import { isTransient } from '../../../lambdas/aws/is-transient.ts';
import type { SecretCache } from '../../../lambdas/ingress/secret-cache.ts';
import { startDeadline } from '../../../lambdas/aws/abort-after.ts';
import type { LogFields } from '../../../lambdas/aws/log.ts';
import { newId } from '../../../lambdas/aws/new-id.ts';
import { createObjectStore } from '../../../lambdas/aws/object-store.ts';
import { createSend } from '../../../lambdas/aws/send.ts';
import { createArchive } from '../../../lambdas/worker/archive.ts';
import { collectMetrics } from '../../../lambdas/worker/batch-metrics.ts';
import { createBus } from '../../../lambdas/worker/bus.ts';
import { createBatchedClaims } from '../../../lambdas/worker/batched-claims.ts';
import { createClaims, type Claims } from '../../../lambdas/worker/claims.ts';
import { splitBody } from '../../../src/pipeline/change/split-body.ts';
import { createHandler as createWorker } from '../../../lambdas/worker/handler.ts';
import { childLimits } from '../../../lambdas/worker/child-limits.ts';
import { createQueue } from '../../../lambdas/worker/queue.ts';
import { splitApart } from '../../../lambdas/worker/split-apart.ts';
import { embeddedClients, LOCAL_CLIENT, startEmbeddedAws, type EmbeddedAws } from '../../../local/embedded-aws.ts';
import { gatewayEvent } from '../../../local/gateway-event.ts';
import { toRecord } from '../../../local/local-worker.ts';
import { recordOutput, type EmfLine } from './emf-lines.ts';
import { emulateInserts } from '../fakes/emulate-inserts.ts';
import { startFakeEventBus, type FakeEventBus } from '../fakes/fake-event-bus.ts';
import { startFaultProxy, type FaultProxy } from '../fakes/fault-proxy.ts';
import { APP_SECRET, sign } from '../builders/meta.ts';
import { timeOutOnHang } from './time-out-on-hang.ts';

/** One attempt per call. On two cores, calls wait for a socket, and the SDK would print a warning about it. */
const ONE_TRY = { maxAttempts: 1, requestHandler: { socketAcquisitionWarningTimeout: 600_000 } };
const WINDOW_SECONDS = 22 * 24 * 3600;

/** The real handlers and SDK clients, with a fault proxy before every service. */
export interface ReceiverUnderTest {
  readonly aws: EmbeddedAws;
  readonly bus: FakeEventBus;
  readonly proxies: Readonly<Record<'fauxqs' | 'dynalite' | 'bus', FaultProxy>>;
  /** Step at which the worker's process dies. It throws out of the handler, so no message of the batch is deleted. */
  readonly death: { at: (step: DeathStep) => boolean };
  /** All logged lines. */
  readonly logged: readonly LogFields[];
  /** All metric lines. */
  readonly emf: { readonly ingress: EmfLine[]; readonly worker: EmfLine[] };
  /** All lines as the functions printed them. */
  readonly printed: { readonly ingress: string[]; readonly worker: string[] };
  /** Signs and posts a body as Meta does. */
  post(rawBody: Buffer): Promise<APIGatewayProxyStructuredResultV2>;
  /**
   * Passes one batch from the queue to the worker, as Lambda does. Failed deliveries are visible again immediately.
   * @returns the number of deliveries in the batch and the number of failures
   */
  work(options?: WorkOptions): Promise<{ taken: number; failed: number }>;
  /** Processes batches until the queue is empty, at most `batches` of them. */
  drain(batches?: number): Promise<void>;
  stop(): Promise<void>;
}

/** Steps between which a process may die. */
export type DeathStep = 'amid claims' | 'before emit' | 'after emit';

export interface WorkOptions {
  /** Most deliveries of the batch. @default 10 */
  readonly atMost?: number;
  readonly remainingMs?: () => number;
  /** True if SQS hands out the batch a second time before it is deleted. */
  readonly handOutTwice?: boolean;
  /** True if the worker succeeds, but its messages are not deleted. */
  readonly loseDelete?: boolean;
}

class ProcessDeath extends Error {}

export interface ReceiverOptions {
  /**
   * Returns whether bodies of a third receive are split in a child process, as in production. The default is no,
   * because a process starts slowly.
   */
  readonly apart?: () => boolean;
  /** Returns whether changes are claimed in batches. The default is no, as in production. */
  readonly batchedClaims?: () => boolean;
}

/** Starts everything on free loopback ports. */
export async function startReceiverUnderTest({
  apart = () => false,
  batchedClaims = () => false,
}: ReceiverOptions = {}): Promise<ReceiverUnderTest> {
  const aws = await startEmbeddedAws();
  const bus = await startFakeEventBus();
  const direct = embeddedClients(aws.endpoints);
  const proxies = {
    fauxqs: await startFaultProxy(aws.endpoints.fauxqs),
    dynalite: await startFaultProxy(aws.endpoints.dynalite, { emulate: emulateInserts(direct.dynamoDb) }),
    bus: await startFaultProxy(bus.url),
  };
  const recorded = { ingress: recordOutput('ingress'), worker: recordOutput('worker') };
  const { output: log } = recorded.worker;
  const metrics = collectMetrics();
  const through = embeddedClients({ fauxqs: proxies.fauxqs.url, dynalite: proxies.dynalite.url }, ONE_TRY);
  const eventBridge = new EventBridgeClient({ ...LOCAL_CLIENT, ...ONE_TRY, endpoint: proxies.bus.url });
  // SQS is not included: the deadline of ingress ends a send that hangs.
  timeOutOnHang(through.dynamoDb, proxies.dynalite);
  timeOutOnHang(eventBridge, proxies.bus);
  const objects = createObjectStore(aws.bucket, () => Promise.resolve(through.s3));
  const death: ReceiverUnderTest['death'] = { at: () => false };
  const dieAt = (step: DeathStep): void => {
    if (death.at(step)) throw new ProcessDeath();
  };
  const underWay = new Set<Promise<unknown>>();
  /**
   * Records calls. A dead process starts no further call, but its sent calls complete: wait for them before the next
   * start.
   */
  const track = async <T>(call: Promise<T>): Promise<T> => {
    underWay.add(call);
    return call.finally(() => underWay.delete(call));
  };
  const singleClaims = createClaims(through.dynamoDb, aws.tableName);
  const batched = createBatchedClaims(through.dynamoDb, aws.tableName, singleClaims);
  const claims = (): Claims => (batchedClaims() ? batched : singleClaims);
  const realBus = createBus(eventBridge, 'bus');
  const queue = createQueue(through.sqs, { deliveries: aws.queueUrl, deadLetters: aws.deadLetterQueueUrl });
  const worker = createWorker({
    claims: {
      get concurrency() {
        return claims().concurrency;
      },
      claim: async (claim, nowMs) => {
        dieAt('amid claims');
        return track(claims().claim(claim, nowMs));
      },
      markDone: async (claim) => claims().markDone(claim),
    },
    bus: {
      put: async (events) => {
        dieAt('before emit');
        const results = await track(realBus.put(events));
        dieAt('after emit');
        return results;
      },
    },
    objects,
    archive: createArchive({ objects, newId, log: { ...log, info: () => undefined }, metrics }),
    // The back-off has a test of its own. Here it would only add waiting time.
    queue: { ...queue, backOff: () => Promise.resolve(), release: () => Promise.resolve() },
    splitApart: async (rawBody, remainingMs) =>
      apart() ? splitApart(rawBody, { ...childLimits(undefined), remainingMs }) : splitBody(rawBody),
    windowSeconds: WINDOW_SECONDS,
    now: Date.now,
    pause: async (ms) => pause(ms / 100),
    log,
    metrics,
  });
  const ingress = createIngress({
    apps: new Set(['meta']),
    secrets: fixedSecret(),
    enqueue: createEnqueue({
      send: createSend(through.sqs, aws.queueUrl),
      objects,
      newId,
      now: Date.now,
      pause: (ms, signal) => pause(ms / 100, undefined, { signal }),
      random: Math.random,
      isTransient,
      log: recorded.ingress.output,
    }),
    previousSecretMs: 0,
    now: Date.now,
    startDeadline,
    log: recorded.ingress.output,
    metrics: recorded.ingress.output,
  });

  const receive = async (atMost = 10): Promise<Message[]> => {
    const command = new ReceiveMessageCommand({
      QueueUrl: aws.queueUrl,
      MaxNumberOfMessages: atMost,
      MessageAttributeNames: ['All'],
      MessageSystemAttributeNames: ['All'],
    });
    return (await direct.sqs.send(command)).Messages ?? [];
  };
  const settle = async (messages: readonly Message[], { batchItemFailures }: SQSBatchResponse): Promise<void> => {
    const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    for (const { MessageId = '', ReceiptHandle } of messages) {
      const handle = { QueueUrl: aws.queueUrl, ReceiptHandle };
      if (failed.has(MessageId))
        await direct.sqs
          .send(new ChangeMessageVisibilityCommand({ ...handle, VisibilityTimeout: 0 }))
          .catch(() => undefined);
      else await direct.sqs.send(new DeleteMessageCommand(handle)).catch(() => undefined);
    }
  };
  const invoke = async (messages: readonly Message[], remainingMs: () => number): Promise<SQSBatchResponse> => {
    try {
      return await worker({ Records: messages.map(toRecord) }, { getRemainingTimeInMillis: remainingMs });
    } catch (error) {
      if (!(error instanceof ProcessDeath)) throw error;
      await Promise.allSettled(underWay);
      return allFailed(messages);
    }
  };
  const work: ReceiverUnderTest['work'] = async ({
    atMost,
    remainingMs = () => 60_000,
    handOutTwice = false,
    loseDelete = false,
  } = {}) => {
    const messages = await receive(atMost);
    if (messages.length === 0) return { taken: 0, failed: 0 };
    const response = await invoke(messages, remainingMs);
    if (handOutTwice) await invoke(messages, remainingMs);
    await settle(messages, loseDelete ? allFailed(messages) : response);
    return { taken: messages.length, failed: response.batchItemFailures.length };
  };

  return {
    aws,
    bus,
    proxies,
    death,
    get logged() {
      return [...recorded.ingress.lines, ...recorded.worker.lines].map(({ message, fields }) => ({
        message,
        ...fields,
      }));
    },
    emf: { ingress: recorded.ingress.emf, worker: recorded.worker.emf },
    printed: { ingress: recorded.ingress.printed, worker: recorded.worker.printed },
    work,
    post: async (rawBody) =>
      ingress(
        gatewayEvent(
          {
            method: 'POST',
            url: new URL('http://localhost/webhooks/meta'),
            headers: { 'x-hub-signature-256': sign(rawBody) },
            app: 'meta',
            rawBody,
          },
          Date.now(),
        ),
      ),
    drain: async (batches = 50) => {
      for (let i = 0; i < batches && (await work()).taken > 0; i += 1);
    },
    stop: async () => {
      for (const client of [...Object.values(through), ...Object.values(direct), eventBridge]) client.destroy();
      for (const proxy of Object.values(proxies)) await proxy.stop();
      await bus.stop();
      await aws.stop();
    },
  };
}

function allFailed(messages: readonly Message[]): SQSBatchResponse {
  return { batchItemFailures: messages.map(({ MessageId = '' }) => ({ itemIdentifier: MessageId })) };
}

function fixedSecret(): Pick<SecretCache, 'get' | 'refresh'> {
  const current = { appSecret: APP_SECRET, verifyToken: 'synthetic', instagramAppSecret: '', threadsAppSecret: '' };
  const get = () => Promise.resolve({ current, currentSinceMs: 0 });
  return { get, refresh: get };
}
