import { CodedError } from '../errors/coded-error.ts';

/** What a test asked of the samples cannot be made. */
export class TestingError extends CodedError<'UNKNOWN_DETAIL_TYPE' | 'UNKNOWN_KIND' | 'INVALID_SAMPLE'> {}
