import { CodedError } from './coded-error.ts';

/** Reasons for which this receiver rejects, retries or dead-letters something, one code per cause. */
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

/** Base class of the receiver's errors. Neither code nor hint contains any part of the request. */
export abstract class ReceiverError extends CodedError<ErrorCode> {
  /** Status of the HTTP response, if there is one. */
  abstract readonly status: number;
}

/** An unexpected error. Ingress responds 503, so that Meta retries. */
export class UnforeseenError extends ReceiverError {
  readonly status = 503;

  constructor(cause: unknown) {
    super('INTERNAL_ERROR', 'Find the name of the error in the log of this request.', { cause });
  }
}
