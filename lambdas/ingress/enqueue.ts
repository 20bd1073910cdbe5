import { ReceiverError } from '../../src/errors/receiver-error.ts';
import type { Delivery } from '../../src/pipeline/delivery/delivery.ts';
import { encodeBody, pointTo, type Encoding } from '../../src/pipeline/delivery/encoding.ts';
import { toAttributes, type MessageAttributes } from '../../src/pipeline/delivery/queue-message.ts';
import { nameOfError, type Log } from '../aws/log.ts';
import type { ObjectStore } from '../aws/object-store.ts';

/** The queue or the bucket did not take a delivery: Meta keeps it and comes again. */
export class EnqueueError extends ReceiverError {
  readonly status = 503;
}

export interface EnqueueDeps {
  /** One try of one `SendMessage`. */
  readonly send: (body: string, attributes: MessageAttributes, signal: AbortSignal) => Promise<void>;
  /** For bodies that no message can hold. */
  readonly objects: ObjectStore;
  /** A new UUIDv7. */
  readonly newId: () => string;
  readonly now: () => number;
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
  /** From 0 to 1. */
  readonly random: () => number;
  /** Whether another try of the same call may do better. */
  readonly isTransient: (error: unknown) => boolean;
  readonly log: Log;
}

/** What was queued, for the log. */
export interface Enqueued {
  readonly delivery: Delivery;
  readonly encoding: Encoding;
  readonly tries: number;
}

const MAX_TRIES = 3;
const PAUSE_MS = 100;

/**
 * Puts a verified body into the queue, untouched. Each try is a delivery of its own, with a deliveryId of its own:
 * if the answer to one got lost on the way, its message is another delivery of the same changes, and the claims keep
 * them apart. One deliveryId in two messages would pass its own claims twice.
 * @throws {@link EnqueueError} QUEUE_UNAVAILABLE | STORE_UNAVAILABLE
 */
export function createEnqueue(deps: EnqueueDeps) {
  return async (app: string, rawBody: Buffer, signal: AbortSignal): Promise<Enqueued> => {
    const receivedAt = new Date(deps.now()).toISOString();
    const encoded = encodeBody(rawBody);
    const { encoding } = encoded;
    const messageBody =
      encoded.encoding === 's3' ? await storeOversize(deps, { app, receivedAt, rawBody }, signal) : encoded.body;
    for (let tries = 1; ; tries += 1) {
      const delivery: Delivery = { deliveryId: deps.newId(), app, receivedAt };
      try {
        await deps.send(messageBody, toAttributes(delivery, encoding), signal);
        return { delivery, encoding, tries };
      } catch (error) {
        deps.log.warn('queue did not take the delivery', {
          app,
          deliveryId: delivery.deliveryId,
          tries,
          ...nameOfError(error),
        });
        if (tries === MAX_TRIES || signal.aborted || !deps.isTransient(error)) {
          throw new EnqueueError(
            'QUEUE_UNAVAILABLE',
            'SQS rejected the message. Check the queue policy and the ingress role.',
            { cause: error },
          );
        }
        await deps.pause(PAUSE_MS * tries * (0.5 + deps.random() / 2), signal);
      }
    }
  };
}

interface Accepted {
  readonly app: string;
  readonly receivedAt: string;
  readonly rawBody: Buffer;
}

/** @returns the pointer that stands for the body in its message */
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
      'the bucket did not take a large body: check S3 and the role of ingress',
      { cause: error },
    );
  }
}
