import type { ObjectStore } from '../lambdas/aws/object-store.ts';
import type { EnqueueDeps } from '../lambdas/ingress/enqueue.ts';
import { encodeBody, pointTo } from '../src/pipeline/delivery/encoding.ts';
import { toAttributes } from '../src/pipeline/delivery/queue-message.ts';
import { addStep } from './deliveries/kept-delivery.ts';
import type { MemoryDeliveryLog } from './deliveries/memory-log.ts';

const SEND_TIMEOUT_MS = 10_000;

/** Dependencies of {@link createReplay}. */
export interface ReplayDeps {
  readonly deliveries: MemoryDeliveryLog;
  readonly send: EnqueueDeps['send'];
  readonly objects: ObjectStore;
  readonly newId: () => string;
  readonly now: () => number;
}

/**
 * Queues a delivery again, as the command `replay` does.
 * @param again - emit its changes even if they were emitted before
 * @returns the deliveryId of the replay; undefined if the body is no longer there or was never accepted
 */
export type Replay = (id: string, again: boolean) => Promise<string | undefined>;

/** Creates the function that replays a delivery of the log. */
export function createReplay({ deliveries, send, objects, newId, now }: ReplayDeps): Replay {
  return async (id, again) => {
    const original = deliveries.find(id);
    if (original?.deliveryId === undefined || original.rawBody === undefined || original.state === 'rejected')
      return undefined;
    const { app, receivedAt, rawBody, headers } = original;
    const deliveryId = newId();
    const nonce = again ? newId() : undefined;
    const replayOf = original.replayOf ?? original.deliveryId;
    const kept = deliveries.open({ app, receivedAtMs: now(), headers: Object.fromEntries(headers), rawBody });
    Object.assign(kept, { deliveryId, replayOf, nonce, status: 200 });
    const encoded = encodeBody(rawBody);
    const body = encoded.encoding === 's3' ? await store(rawBody, `oversize/${app}/${deliveryId}`) : encoded.body;
    deliveries.willQueue(kept, deliveryId);
    addStep(kept, { step: 'replayed', atMs: now(), text: replayOf });
    deliveries.enlist(kept);
    const delivery = { deliveryId, app, receivedAt, replayOf, ...(nonce !== undefined && { nonce }) };
    try {
      await send(body, toAttributes(delivery, encoded.encoding), AbortSignal.timeout(SEND_TIMEOUT_MS));
    } catch {
      const hint = 'SQS rejected the message. Repair the queue, then replay the delivery again.';
      Object.assign(kept, { state: 'rejected', status: 503, code: 'QUEUE_UNAVAILABLE', hint });
      deliveries.update(kept);
    }
    return deliveryId;
  };

  async function store(rawBody: Buffer, key: string): Promise<string> {
    await objects.put(key, rawBody);
    return JSON.stringify(pointTo(rawBody, { bucket: objects.bucket, key }));
  }
}
