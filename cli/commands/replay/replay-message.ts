import { isTransient } from '../../../lambdas/aws/is-transient.ts';
import { createSend } from '../../../lambdas/aws/send.ts';
import type { Delivery } from '../../../src/pipeline/delivery/delivery.ts';
import { toAttributes } from '../../../src/pipeline/delivery/queue-message.ts';
import type { Context } from '../../context.ts';
import type { FoundDelivery } from '../../aws/deliveries.ts';
import type { ReplayPlan } from './replay-state.ts';

const TRIES = 4;
const PAUSE_MS = 250;

/** The delivery that a replay of this one is. */
function replayedAs(
  { deliveryId: replayOf, app, receivedAt }: Delivery,
  newDeliveryId: string,
  nonce: string | undefined,
): Delivery {
  return { deliveryId: newDeliveryId, app, receivedAt, replayOf, ...(nonce !== undefined && { nonce }) };
}

/**
 * Makes the sender of replays. Each try has a deliveryId of its own, as in ingress: if the answer to one got lost, its
 * message is another delivery of the same changes, and the claims keep them apart.
 */
export function createReplayMessage({ clients, ports }: Context, { queueUrl, nonce }: ReplayPlan) {
  const send = createSend(clients.sender, queueUrl);
  return async (found: FoundDelivery): Promise<void> => {
    for (let tries = 1; ; tries += 1) {
      try {
        await send(found.body, toAttributes(replayedAs(found, ports.newId(), nonce), found.encoding));
        return;
      } catch (error) {
        if (tries === TRIES || !isTransient(error)) throw error;
        await ports.pause(PAUSE_MS * 2 ** (tries - 1));
      }
    }
  };
}
