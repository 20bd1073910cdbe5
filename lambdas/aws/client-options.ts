/** How long one try of a call may take, and how many tries it has. */
export interface TimeoutsAndRetries {
  /** Milliseconds for the answer of one try. */
  readonly requestMs: number;
  /** Tries in all, the first included. */
  readonly tries: number;
}

/** Milliseconds for a TCP and TLS connection within a region. */
const CONNECTION_MS = 1_000;

/**
 * The options that every AWS client of ours shares: time-outs that throw, for the SDK's own only warn.
 * The type is left to be inferred so that every client's configuration takes it.
 */
export function withTimeoutsAndRetries({ requestMs, tries }: TimeoutsAndRetries) {
  return {
    maxAttempts: tries,
    // requestTimeout ends with the answer's headers; socketTimeout also ends an answer that stalls after them.
    requestHandler: {
      connectionTimeout: CONNECTION_MS,
      requestTimeout: requestMs,
      socketTimeout: requestMs,
      throwOnRequestTimeout: true,
    },
  };
}
