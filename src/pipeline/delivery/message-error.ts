import { ReceiverError } from '../../errors/receiver-error.ts';

/** A queue message that will never be readable, however often it is tried: it belongs to the dead letters. */
export class MessageError extends ReceiverError {
  readonly status = 503;
}
