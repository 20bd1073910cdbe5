import { ReceiverError } from '../../src/errors/receiver-error.ts';
import type { Delivery } from '../../src/pipeline/delivery/delivery.ts';
import { encodeBody, pointTo, type Encoding } from '../../src/pipeline/delivery/encoding.ts';
import { toAttributes, type MessageAttributes } from '../../src/pipeline/delivery/queue-message.ts';
import { nameOfError, type Log, type LogFields } from '../aws/log.ts';
import type { ObjectStore } from '../aws/object-store.ts';
import { retry } from '../../src/retry/retry.ts';

/** SQS or S3 rejected a delivery. Ingress responds 503, so that Meta retries it. */
export class EnqueueError extends ReceiverError {
  readonly status = 503;
}

/** Dependencies of {@link createEnqueue}. */
export interface EnqueueDeps {
  /** Makes one attempt of one `SendMessage` call. */
  readonly send: (body: string, attributes: MessageAttributes, signal: AbortSignal) => Promise<void>;
  /** Stores bodies that are too large for a message. */
  readonly objects: ObjectStore;
  /** Returns a new UUIDv7. */
  readonly newId: () => string;
  readonly now: () => number;
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Returns a number from 0 to 1. */
  readonly random: () => number;
  /** Returns whether a retry of the same call may succeed. */
  readonly isTransient: (error: unknown) => boolean;
  readonly log: Log;
}

/** Describes a queued delivery, for the log. */
export interface Enqueued {
  readonly delivery: Delivery;
  readonly encoding: Encoding;
  readonly tries: number;
}

const MAX_TRIES = 3;
const PAUSE_MS = 100;

/**
 * Sends a verified body to the queue, unchanged. Each attempt is a separate delivery with its own deliveryId: if the
 * response to an attempt is lost, its message is another delivery of the same changes, and the claims deduplicate them.
 * Two messages with the same deliveryId would both pass their claims.
 * @throws {@link EnqueueError} QUEUE_UNAVAILABLE | STORE_UNAVAILABLE
 */
export function createEnqueue(deps: EnqueueDeps) {
  return async (app: string, rawBody: Buffer, signal: AbortSignal): Promise<Enqueued> => {
    const receivedAt = new Date(deps.now()).toISOString();
    const encoded = encodeBody(rawBody);
    const { encoding } = encoded;
    const messageBody =
      encoded.encoding === 's3' ? await storeOversize(deps, { app, receivedAt, rawBody }, signal) : encoded.body;
    const attempt = async (tries: number): Promise<Enqueued> => {
      const delivery: Delivery = { deliveryId: deps.newId(), app, receivedAt };
      try {
        await deps.send(messageBody, toAttributes(delivery, encoding), signal);
        return { delivery, encoding, tries };
      } catch (error) {
        throw queueUnavailable(error, { app, deliveryId: delivery.deliveryId, tries }, deps.log);
      }
    };
    return retry(attempt, {
      waitMs: (error, tries) =>
        tries === MAX_TRIES || signal.aborted || !deps.isTransient((error as EnqueueError).cause)
          ? undefined
          : PAUSE_MS * tries * (0.5 + deps.random() / 2),
      pause: async (ms) => deps.pause(ms, signal),
    });
  };
}

function queueUnavailable(cause: unknown, about: LogFields, log: EnqueueDeps['log']): EnqueueError {
  log.warn('SQS rejected the message', { ...about, ...nameOfError(cause) });
  const hint = 'SQS rejected the message. Check the queue policy and the ingress role.';
  return new EnqueueError('QUEUE_UNAVAILABLE', hint, { cause });
}

interface Accepted {
  readonly app: string;
  readonly receivedAt: string;
  readonly rawBody: Buffer;
}

/** @returns the pointer that replaces the body in the message */
async function storeOversize(
  { objects, newId }: EnqueueDeps,
  { app, receivedAt, rawBody }: Accepted,
  signal: AbortSignal,
): Promise<string> {
  const key = `oversize/${app}/${receivedAt.slice(0, 10).replaceAll('-', '/')}/${newId()}`;
  try {
    await objects.put(key, rawBody, { signal });
    return JSON.stringify(pointTo(rawBody, { bucket: objects.bucket, key }));
  } catch (error) {
    throw new EnqueueError(
      'STORE_UNAVAILABLE',
      'S3 rejected a large body. Check the bucket policy and the ingress role.',
      { cause: error },
    );
  }
}
