import { isServerError, isThrottlingError, isTransientError } from '@smithy/core/retry';

/** Whether a failed call may do better when tried again, by the SDK's own rules. */
export function isTransient(error: unknown): boolean {
  const thrown = error as Parameters<typeof isTransientError>[0];
  return Error.isError(error) && (isTransientError(thrown) || isThrottlingError(thrown) || isServerError(thrown));
}
