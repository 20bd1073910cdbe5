import type { SQSRecord } from 'aws-lambda';
import { v7 as uuidv7 } from 'uuid';
import { splitBody } from '../../../src/pipeline/change/split-body.ts';
import type { BusEvent } from '../../../src/pipeline/emit/event.ts';
import type { LogFields } from '../../../lambdas/aws/log.ts';
import { NO_ARCHIVE } from '../../../lambdas/worker/archive.ts';
import { collectMetrics } from '../../../lambdas/worker/batch-metrics.ts';
import type { Claims } from '../../../lambdas/worker/claims.ts';
import type { Emitted } from '../../../lambdas/worker/bus.ts';
import { createHandler, type WorkerDeps } from '../../../lambdas/worker/handler.ts';
import type { QueuedMessage } from '../../../lambdas/worker/to-queued-delivery.ts';
import { InMemoryClaims } from '../../../local/in-memory-claims.ts';
import { recordOutput } from '../harness/emf-lines.ts';

interface MessageOptions {
  readonly receives?: number;
  readonly deliveryId?: string;
  readonly encoding?: string;
  readonly app?: string;
  readonly nonce?: string;
  readonly replayOf?: string;
  readonly moved?: string;
}

/** Returns a queue message in Lambda's format. */
export function record(
  body: string | Buffer,
  { receives = 1, deliveryId = uuidv7(), encoding = 'text', ...more }: MessageOptions = {},
): SQSRecord {
  const { app = 'meta', ...origin } = more;
  const attributes = {
    deliveryId,
    app,
    receivedAt: '2026-01-01T00:00:01.000Z',
    encoding,
    ...(Object.keys(origin).length > 0 && { origin: JSON.stringify(origin) }),
  };
  return {
    messageId: `message-${deliveryId}`,
    receiptHandle: `handle-${deliveryId}`,
    body: body.toString(),
    md5OfBody: '',
    attributes: {
      ApproximateReceiveCount: String(receives),
      ApproximateFirstReceiveTimestamp: '0',
      SenderId: '',
      SentTimestamp: '0',
    },
    messageAttributes: Object.fromEntries(
      Object.entries(attributes).map(([name, stringValue]) => [name, { dataType: 'String', stringValue }]),
    ),
    eventSource: 'aws:sqs',
    eventSourceARN: '',
    awsRegion: 'us-east-1',
  };
}

/** Calls of the ports in order. */
export type Trace = (readonly [
  what: 'claim' | 'done' | 'put' | 'remove' | 'backOff' | 'release' | 'deadLetter',
  ...about: string[],
])[];

/** Creates the worker with ports in memory that follow the rules of the real ones. */
export function workerOnFakes(overrides: Partial<WorkerDeps> = {}) {
  const trace: Trace = [];
  const table = new InMemoryClaims();
  const events: BusEvent[] = [];
  const { output, lines, emf, printed } = recordOutput('worker');
  const { metrics = collectMetrics() } = overrides;
  const control = {
    nowMs: Date.parse('2026-01-01T00:00:02Z'),
    remainingMs: 60_000,
    /** Decides about an event. Throws to kill the process. */
    judge: (event: BusEvent): Emitted => (event.id === '' ? { refusedBy: 'never' } : 'emitted'),
  };
  const claims: Claims = {
    claim: (claim, nowMs) => {
      trace.push(['claim', claim.pk]);
      return table.claim(claim, nowMs);
    },
    markDone: (claim) => {
      trace.push(['done', claim.pk]);
      return table.markDone(claim);
    },
  };
  const handles = (records: readonly QueuedMessage[]): string[] => records.map(({ messageId }) => messageId);
  const handler = createHandler({
    claims,
    bus: {
      put: (call) => {
        trace.push(['put', ...call.map(({ id }) => id)]);
        const results = call.map(control.judge);
        events.push(...call.filter((_, i) => results[i] === 'emitted'));
        return Promise.resolve(results);
      },
    },
    archive: NO_ARCHIVE,
    objects: { bucket: 'bucket', put: () => Promise.resolve(), get: () => Promise.reject(new Error('nothing stored')) },
    queue: {
      backOff: (records) => Promise.resolve(void trace.push(['backOff', ...handles(records)])),
      release: (records) => Promise.resolve(void trace.push(['release', ...handles(records)])),
      remove: (records) => Promise.resolve(void trace.push(['remove', ...handles(records)])),
      deadLetter: ({ messageId }, reason) => Promise.resolve(void trace.push(['deadLetter', messageId, reason])),
    },
    splitApart: (rawBody) => Promise.resolve(splitBody(rawBody)),
    windowSeconds: 22 * 24 * 3600,
    now: () => control.nowMs,
    pause: () => Promise.resolve(),
    log: output,
    metrics,
    ...overrides,
  });
  return {
    trace,
    table: table.items,
    events,
    get logged(): LogFields[] {
      return lines.map(({ message, fields }) => ({ message, ...fields }));
    },
    emf,
    printed,
    control,
    claims,
    /** @returns the messages that are returned to the queue */
    run: async (...records: SQSRecord[]): Promise<string[]> => {
      const { batchItemFailures } = await handler(
        { Records: records },
        { getRemainingTimeInMillis: () => control.remainingMs },
      );
      return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
    },
  };
}
