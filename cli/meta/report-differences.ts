import { type Output } from '../terminal/output.ts';
import { sanitize } from '../../src/text/terminal-safe.ts';
import type { Difference } from './desired-subscriptions.ts';

/** Names fields, and says which of them are missing and which the configuration does not name. */
export function markedFields(actual: readonly string[], desired: readonly string[] | undefined): string {
  const [missing, extra] = [
    desired?.filter((field) => !actual.includes(field)) ?? [],
    desired ? actual.filter((field) => !desired.includes(field)) : [],
  ];
  const named = actual.filter((field) => !extra.includes(field)).map(sanitize);
  return [
    ...named,
    ...missing.map((field) => `${sanitize(field)} (missing)`),
    ...extra.map((field) => `${sanitize(field)} (not named)`),
  ].join(', ');
}

/** Writes the differences, losses first, each with what fixes it. */
export function tellDifferences(output: Output, differences: readonly Difference[], isAnythingDesired: boolean): void {
  output.line();
  if (!isAnythingDesired) output.line('The configuration names nothing of this: nothing to compare with.');
  else if (differences.length === 0) output.line('All as the configuration wants it.');
  for (const { sentence, fix } of [...differences].sort((a, b) => Number(b.isLoss) - Number(a.isLoss))) {
    output.line(`${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}.`);
    output.line(`  ${fix}`);
  }
}
