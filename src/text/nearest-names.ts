/** Maximum number of typing errors in a suggestion. */
const MAX_TYPOS = 3;

/**
 * Finds the names that the user may have meant.
 * @returns the names with the fewest typing errors, at most {@link MAX_TYPOS}, and the names that contain the given
 *   name or are contained in it
 */
export function nearestNames(given: string, names: readonly string[]): string[] {
  // A short name is similar to many names, so allow only one error per three letters.
  const most = Math.min(MAX_TYPOS, Math.floor(given.length / 3));
  const distances = names
    .filter((name) => Math.abs(name.length - given.length) <= most)
    .map((name) => [name, typosBetween(given, name)] as const);
  const least = Math.min(most, ...distances.map(([, typos]) => typos));
  const near = distances.filter(([, typos]) => typos === least && typos <= most).map(([name]) => name);
  return near.length > 0
    ? near
    : names.filter((name) => given.length > 3 && (name.includes(given) || given.includes(name)));
}

/** Counts the letters to add, remove, replace or swap with the next to turn one text into the other. */
function typosBetween(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, i) => i)];
  const at = (i: number, j: number): number => rows[i]?.[j] ?? Infinity;
  for (let i = 1; i <= a.length; i += 1) {
    rows.push([i]);
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const isSwap = i > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swapped = isSwap ? at(i - 2, j - 2) + 1 : Infinity;
      rows[i]?.push(Math.min(replaced, swapped, at(i - 1, j) + 1, at(i, j - 1) + 1));
    }
  }
  return at(a.length, b.length);
}
