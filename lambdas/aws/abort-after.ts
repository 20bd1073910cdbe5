/** A time limit that ends early when it is not needed anymore. */
export interface Deadline {
  /** Aborts when the time is over. */
  readonly signal: AbortSignal;
  /** Stops the timer. Otherwise it fires later, on Lambda during another request. */
  readonly clear: () => void;
}

/**
 * Starts a deadline of `ms`. It takes two thirds of the time of `AbortSignal.timeout`, which matters on the ingress
 * path.
 */
export function startDeadline(ms: number): Deadline {
  const controller = new AbortController();
  const timer = setTimeout(() => {
    controller.abort(new DOMException('deadline passed', 'TimeoutError'));
  }, ms).unref();
  return {
    signal: controller.signal,
    clear: () => {
      clearTimeout(timer);
    },
  };
}

/** Returns a signal that aborts after `ms`. */
export function abortAfter(ms: number): AbortSignal {
  return startDeadline(ms).signal;
}
