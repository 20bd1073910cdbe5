import { printable, type Output } from '../terminal/output.ts';
import type { Difference } from './desired-subscriptions.ts';

/** Names fields, and says which of them are missing and which the configuration does not name. */
export function markedFields(actual: readonly string[], wanted: readonly string[] | undefined): string {
  const [missing, extra] = [wanted?.filter((field) => !actual.includes(field)) ?? [], wanted ? actual.filter((field) => !wanted.includes(field)) : []];
  const named = actual.filter((field) => !extra.includes(field)).map(printable);
  return [...named, ...missing.map((field) => `${printable(field)} (missing)`), ...extra.map((field) => `${printable(field)} (not named)`)].join(', ');
}

/** Writes the differences, losses first, each with what mends it. */
export function tellDifferences(output: Output, differences: readonly Difference[], isAnythingWanted: boolean): void {
  output.line();
  if (!isAnythingWanted) output.line('The configuration names nothing of this: nothing to compare with.');
  else if (differences.length === 0) output.line('All as the configuration wants it.');
  for (const { sentence, mend } of [...differences].sort((a, b) => Number(b.isLoss) - Number(a.isLoss))) {
    output.line(`${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}.`);
    output.line(`  ${mend}`);
  }
}
