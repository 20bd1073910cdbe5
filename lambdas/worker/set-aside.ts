import { nameOfError, type Log } from '../aws/log.ts';
import type { DeliveryOutcome } from './change-outcome.ts';
import type { Queue } from './queue.ts';
import type { ReadFailure } from './read-delivery.ts';
import type { QueuedDelivery } from './to-queued-delivery.ts';

/** What the worker does with a message: delete it, or make SQS deliver it again after a delay or at once. */
export type MessageOutcome = 'processed' | 'dead-lettered' | 'failed' | 'out-of-time';

/** A message with its outcome. */
export interface ProcessedMessage {
  readonly message: QueuedDelivery;
  readonly outcome: MessageOutcome;
  /** Outcomes of the changes. Absent if the message was not split into changes. */
  readonly details?: DeliveryOutcome;
}

/** Dependencies of the step that dead-letters or releases a message. */
export interface SetAsideDeps {
  readonly queue: Queue;
  readonly log: Log;
}

/** Sends an unreadable message to the dead-letter queue at once. Any other failure may pass: SQS delivers it again. */
export async function setAside(
  message: QueuedDelivery,
  failure: ReadFailure,
  { queue, log }: SetAsideDeps,
): Promise<MessageOutcome> {
  const facts = { deliveryId: message.attributes['deliveryId'], receives: message.receives };
  if (failure.status === 'out-of-time') return 'out-of-time';
  if (failure.status === 'failed') {
    log.error('delivery not read, will be tried again', { ...facts, ...nameOfError(failure.error) });
    return 'failed';
  }
  const { code, hint } = failure.error;
  try {
    await queue.deadLetter(message, code);
    log.error('put into the dead letters', { ...facts, code, hint });
    return 'dead-lettered';
  } catch (error) {
    log.error('not put into the dead letters, will be tried again', { ...facts, code, ...nameOfError(error) });
    return 'failed';
  }
}
