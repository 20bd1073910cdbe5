import { isTransient } from '../../../lambdas/aws/is-transient.ts';
import { createSend } from '../../../lambdas/aws/send.ts';
import type { Delivery } from '../../../src/pipeline/delivery/delivery.ts';
import { toAttributes } from '../../../src/pipeline/delivery/queue-message.ts';
import type { Context } from '../../context.ts';
import type { FoundDelivery } from '../../aws/deliveries.ts';
import type { ReplayPlan } from './replay-state.ts';
import { doubledMs, retry } from '../../../src/retry/retry.ts';

const TRIES = 4;
const PAUSE_MS = 250;

/** Creates the delivery that replays another one. */
function replayedAs(
  { deliveryId: replayOf, app, receivedAt }: Delivery,
  newDeliveryId: string,
  nonce: string | undefined,
): Delivery {
  return { deliveryId: newDeliveryId, app, receivedAt, replayOf, ...(nonce !== undefined && { nonce }) };
}

/**
 * Creates the function that sends replays. Each attempt has its own deliveryId, as in ingress: if a response is lost,
 * the message is another delivery of the same changes, and claims prevent duplicate events.
 */
export function createReplayMessage({ clients, ports }: Context, { queueUrl, nonce }: ReplayPlan) {
  const send = createSend(clients.sender, queueUrl);
  return async (found: FoundDelivery): Promise<void> => {
    await retry(async () => send(found.body, toAttributes(replayedAs(found, ports.newId(), nonce), found.encoding)), {
      waitMs: (error, attempts) =>
        attempts === TRIES || !isTransient(error) ? undefined : doubledMs({ firstMs: PAUSE_MS }, attempts),
      pause: ports.pause,
    });
  };
}
