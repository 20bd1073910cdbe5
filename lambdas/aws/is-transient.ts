import { isServerError, isThrottlingError, isTransientError } from '@smithy/core/retry';

/** Returns whether a retry of a failed call may succeed, according to the rules of the AWS SDK. */
export function isTransient(error: unknown): boolean {
  const thrown = error as Parameters<typeof isTransientError>[0];
  return Error.isError(error) && (isTransientError(thrown) || isThrottlingError(thrown) || isServerError(thrown));
}
