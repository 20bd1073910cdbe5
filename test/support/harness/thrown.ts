import { CodedError } from '../../../src/errors/coded-error.ts';
import { ReceiverError } from '../../../src/errors/receiver-error.ts';

/** Runs it and gives what it throws, which must be one of ours. */
export function thrownBy(run: () => unknown): ReceiverError {
  try {
    run();
  } catch (error) {
    if (error instanceof ReceiverError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

/** Runs it and gives the code of what it throws, or `OK`. */
export function getCode(run: () => unknown): string {
  try {
    run();
    return 'OK';
  } catch (error) {
    if (error instanceof CodedError) return (error as CodedError).code;
    throw error;
  }
}
