import { CodedError } from '../../src/errors/coded-error.ts';

/** Reasons for which a consumer rejects an event, one code per cause. */
export type ConsumerErrorCode =
  'NOT_AN_EVENT' | 'UNEXPECTED_DETAIL_TYPE' | 'MISSING_TOKEN' | 'MISSING_VALUE' | 'VALUE_UNREADABLE';

/** A consumer cannot process an event. The message contains no part of the event. */
export class ConsumerError extends CodedError<ConsumerErrorCode> {}
