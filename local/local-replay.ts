import type { ObjectStore } from '../lambdas/aws/object-store.ts';
import type { EnqueueDeps } from '../lambdas/ingress/enqueue.ts';
import type { Delivery } from '../src/pipeline/delivery/delivery.ts';
import { encodeBody, pointTo } from '../src/pipeline/delivery/encoding.ts';
import { toAttributes } from '../src/pipeline/delivery/queue-message.ts';
import { addStep, type KeptDelivery } from './deliveries/kept-delivery.ts';
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
export function createReplay(deps: ReplayDeps): Replay {
  return async (id, again) => {
    const original = deps.deliveries.find(id);
    const delivery = original && toReplay(original, deps, again);
    if (original?.rawBody === undefined || delivery === undefined) return undefined;
    const { app, rawBody, headers } = original;
    const { deliveryId, replayOf, nonce } = delivery;
    const kept = deps.deliveries.open({ app, receivedAtMs: deps.now(), headers: Object.fromEntries(headers), rawBody });
    Object.assign(kept, { replayOf, nonce, status: 200 });
    deps.deliveries.willQueue(kept, deliveryId);
    addStep(kept, { step: 'replayed', atMs: deps.now(), text: replayOf ?? '' });
    deps.deliveries.enlist(kept);
    try {
      await enqueue(delivery, rawBody, deps);
    } catch {
      const hint = 'SQS or S3 rejected the message. Repair the service, then replay the delivery again.';
      Object.assign(kept, { state: 'rejected', status: 503, code: 'QUEUE_UNAVAILABLE', hint });
      deps.deliveries.update(kept);
    }
    return deliveryId;
  };
}

/** Only what ingress accepted can be replayed. A replay of a replay counts as one of the original. */
function toReplay(original: KeptDelivery, { newId }: ReplayDeps, again: boolean): Delivery | undefined {
  const { deliveryId, replayOf = deliveryId, app, receivedAt, state } = original;
  if (replayOf === undefined || state === 'rejected') return undefined;
  return { deliveryId: newId(), app, receivedAt, replayOf, ...(again && { nonce: newId() }) };
}

async function enqueue(delivery: Delivery, rawBody: Buffer, { send, objects }: ReplayDeps): Promise<void> {
  const encoded = encodeBody(rawBody);
  const signal = AbortSignal.timeout(SEND_TIMEOUT_MS);
  if (encoded.encoding !== 's3') {
    await send(encoded.body, toAttributes(delivery, encoded.encoding), signal);
    return;
  }
  const key = `oversize/${delivery.app}/${delivery.deliveryId}`;
  await objects.put(key, rawBody, { signal });
  const pointer = JSON.stringify(pointTo(rawBody, { bucket: objects.bucket, key }));
  await send(pointer, toAttributes(delivery, encoded.encoding), signal);
}
