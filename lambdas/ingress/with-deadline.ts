import type { Deadline } from '../aws/abort-after.ts';

/**
 * Stops waiting for `work` when the deadline passes, even if `work` ignores the signal. Clears the deadline at the end.
 * @param deadline - a deadline for this work only, because the listener of its signal is not removed
 * @param toError - creates the error to throw when the deadline passes
 */
export async function withDeadline<T>(deadline: Deadline, work: Promise<T>, toError: () => Error): Promise<T> {
  const passed = new Promise<never>((_, reject) => {
    deadline.signal.addEventListener('abort', () => {
      reject(toError());
    });
  });
  return Promise.race([work, passed]).finally(deadline.clear);
}
