import { ReceiverError } from '../../errors/receiver-error.ts';

/** The queue message can never be processed. The worker moves it to the dead-letter queue. */
export class MessageError extends ReceiverError {
  readonly status = 503;
}
