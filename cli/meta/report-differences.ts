import type { Output } from '../terminal/output.ts';
import { sanitize } from '../../src/text/terminal-safe.ts';
import type { Difference } from './desired-subscriptions.ts';

/** Lists fields, and marks those that are missing and those that are not in the configuration. */
export function markedFields(actual: readonly string[], desired: readonly string[] | undefined): string {
  const [missing, extra] = [
    desired?.filter((field) => !actual.includes(field)) ?? [],
    desired ? actual.filter((field) => !desired.includes(field)) : [],
  ];
  const named = actual.filter((field) => !extra.includes(field)).map(sanitize);
  return [
    ...named,
    ...missing.map((field) => `${sanitize(field)} (missing)`),
    ...extra.map((field) => `${sanitize(field)} (not in the configuration)`),
  ].join(', ');
}

/** Prints the differences with their fixes, losses first. */
export function reportDifferences(
  output: Output,
  differences: readonly Difference[],
  isAnythingDesired: boolean,
): void {
  output.line();
  if (!isAnythingDesired) output.line('The configuration has no desired subscriptions to compare with.');
  else if (differences.length === 0) output.line('Everything matches the configuration.');
  for (const { sentence, fix } of [...differences].sort((a, b) => Number(b.isLoss) - Number(a.isLoss))) {
    output.line(`${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}.`);
    output.line(`  ${fix}`);
  }
}
