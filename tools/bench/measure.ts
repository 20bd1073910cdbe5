/** Returns the median. */
export function median(figures: readonly number[]): number {
  const sorted = [...figures].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

/**
 * Measures two tasks in turn, so that a change in the speed of the machine affects both.
 * @param rounds - number of counted rounds; a tenth as many run before them and are not counted
 * @returns the medians of both tasks, and the median of the ratios per round
 */
export async function inTurn(
  rounds: number,
  ours: () => Promise<number> | number,
  theirs: () => Promise<number> | number,
): Promise<{ readonly ours: number; readonly theirs: number; readonly ratio: number }> {
  const pairs: { ours: number; theirs: number }[] = [];
  for (let i = -Math.ceil(rounds / 10); i < rounds; i += 1) {
    // The second task may find the machine warmer, so they also alternate in order.
    const pair =
      i % 2 === 0 ? { ours: await ours(), theirs: await theirs() } : { theirs: await theirs(), ours: await ours() };
    if (i >= 0) pairs.push(pair);
  }
  return {
    ours: median(pairs.map((pair) => pair.ours)),
    theirs: median(pairs.map((pair) => pair.theirs)),
    ratio: median(pairs.map((pair) => pair.ours / pair.theirs)),
  };
}

/** Prints a figure and its limit. Makes the process fail if the figure exceeds the limit. */
export function report(what: string, figure: number, limit: number): void {
  const holds = figure <= limit;
  console.log(`${holds ? 'ok  ' : 'OVER'}  ${figure.toFixed(2).padStart(8)}  at most ${limit}  ${what}`);
  if (!holds) process.exitCode = 1;
}
