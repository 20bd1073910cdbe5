import { CodedError } from '../../src/errors/coded-error.ts';

/**
 * Reasons for which a consumer cannot process an event:
 * - `NOT_AN_EVENT`: the input is not an event of the receiver, or has no `detail.id`.
 * - `UNEXPECTED_DETAIL_TYPE`: the rule of the function also matches other detail-types.
 * - `MISSING_TOKEN`: there is no access token for the account of the event.
 * - `MISSING_VALUE`: the event has no `detail.value`, because "Include values" is off in the App Dashboard.
 * - `VALUE_UNREADABLE`: the value is not as Meta documents it.
 */
export type ConsumerErrorCode =
  'NOT_AN_EVENT' | 'UNEXPECTED_DETAIL_TYPE' | 'MISSING_TOKEN' | 'MISSING_VALUE' | 'VALUE_UNREADABLE';

/** A consumer cannot process an event. Put no part of the event into the message: it is logged. */
export class ConsumerError extends CodedError<ConsumerErrorCode> {}
