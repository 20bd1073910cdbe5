/**
 * Ends the wait for `work` when the signal aborts, even if nothing in it looks at the signal.
 * @param signal - this work's own: nobody has to take the listener away again
 * @param toError - makes what is thrown then
 */
export async function withDeadline<T>(signal: AbortSignal, work: Promise<T>, toError: () => Error): Promise<T> {
  const deadline = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => {
      reject(toError());
    });
  });
  return Promise.race([work, deadline]);
}
