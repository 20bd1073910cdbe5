import { CodedError } from './coded-error.ts';

/** Every cause for which this receiver refuses, backs off or dead-letters something; one code a cause. */
export type ErrorCode =
  | 'APP_UNKNOWN'
  | 'BODY_EMPTY'
  | 'BODY_TOO_LARGE'
  | 'INVALID_JSON'
  | 'CHALLENGE_MALFORMED'
  | 'MISSING_CLIENT_CERTIFICATE'
  | 'CLIENT_CERTIFICATE_MISMATCH'
  | 'DEADLINE_PASSED'
  | 'MESSAGE_MALFORMED'
  | 'METHOD_NOT_ALLOWED'
  | 'OVERSIZE_BODY_ALTERED'
  | 'QUEUE_UNAVAILABLE'
  | 'SECRET_MALFORMED'
  | 'SECRET_UNAVAILABLE'
  | 'SECRET_UNSET'
  | 'MISSING_SIGNATURE'
  | 'SIGNATURE_MALFORMED'
  | 'SIGNATURE_MISMATCH'
  | 'STORE_UNAVAILABLE'
  | 'TOKEN_MISMATCH'
  | 'TOO_EXPENSIVE'
  | 'INTERNAL_ERROR';

/** What this receiver throws. Neither code nor hint ever holds anything of the request. */
export abstract class ReceiverError extends CodedError<ErrorCode> {
  /** The HTTP answer, where one is owed. */
  abstract readonly status: number;
}

/** Anything nobody planned for. Ours to blame, so Meta is asked to come again. */
export class UnforeseenError extends ReceiverError {
  readonly status = 503;

  constructor(cause: unknown) {
    super('INTERNAL_ERROR', 'look in the log of this request for the name of the error', { cause });
  }
}
