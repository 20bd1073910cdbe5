import { CodedError } from '../../../src/errors/coded-error.ts';
import { ReceiverError } from '../../../src/errors/receiver-error.ts';

/** Runs a function and returns the error that it throws, which must be a ReceiverError. */
export function thrownBy(run: () => unknown): ReceiverError {
  try {
    run();
  } catch (error) {
    if (error instanceof ReceiverError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

/** Runs a function and returns the error that it throws, which must have a code and a hint. */
export function codedErrorBy(run: () => unknown): CodedError {
  try {
    run();
  } catch (error) {
    if (error instanceof CodedError) return error as CodedError;
    throw error;
  }
  throw new Error('nothing was thrown');
}

/** Runs a function and returns the code of its error, or `OK`. */
export function getCode(run: () => unknown): string {
  try {
    run();
    return 'OK';
  } catch (error) {
    if (error instanceof CodedError) return (error as CodedError).code;
    throw error;
  }
}
