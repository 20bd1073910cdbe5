/**
 * Stops waiting for `work` when the signal aborts, even if `work` ignores the signal.
 * @param signal - a signal for this work only, because its listener is not removed
 * @param toError - creates the error to throw on abort
 */
export async function withDeadline<T>(signal: AbortSignal, work: Promise<T>, toError: () => Error): Promise<T> {
  const deadline = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => {
      reject(toError());
    });
  });
  return Promise.race([work, deadline]);
}
