/** Log lines per second and environment about rejected requests. Anybody can cause such lines, and logs cost money. */
const LINES_PER_SECOND = 5;
const WINDOW_MS = 1_000;

/** Returns undefined if the line must not be written; otherwise the number of lines suppressed before it. */
export type WarningLimit = () => { readonly suppressed: number } | undefined;

/** Creates the limit of one environment. The metric still counts every rejected request. */
export function createWarningLimit(now: () => number): WarningLimit {
  let windowFromMs = -Infinity;
  let written = 0;
  let suppressed = 0;
  return () => {
    // A clock that steps back also starts a new window.
    if (Math.abs(now() - windowFromMs) >= WINDOW_MS) [windowFromMs, written] = [now(), 0];
    if (written === LINES_PER_SECOND) {
      suppressed += 1;
      return undefined;
    }
    written += 1;
    const leftOut = suppressed;
    suppressed = 0;
    return { suppressed: leftOut };
  };
}
