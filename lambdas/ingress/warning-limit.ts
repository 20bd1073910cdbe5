/** Lines about rejected requests that one environment writes in a second: anybody can cause them, and logs cost. */
const LINES_PER_SECOND = 5;
const WINDOW_MS = 1_000;

/** Says whether a line may be written, and how many were left out before it. */
export type WarningLimit = () => { readonly suppressed: number } | undefined;

/** Makes the limit of one environment. The metric counts every rejected request. */
export function createWarningLimit(now: () => number): WarningLimit {
  let windowFromMs = -Infinity;
  let written = 0;
  let suppressed = 0;
  return () => {
    // A clock that steps back begins a new window too.
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
