import { CodedError } from '../../src/errors/coded-error.ts';

/** Every cause for which a consumer refuses an event; one code a cause. */
export type ConsumerErrorCode = 'NOT_AN_EVENT' | 'MISSING_TOKEN' | 'MISSING_VALUE' | 'VALUE_UNREADABLE';

/** What a consumer throws for an event that it cannot use. Its message holds nothing of the event. */
export class ConsumerError extends CodedError<ConsumerErrorCode> {}
