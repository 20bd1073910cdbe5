import { cyan, yellow, type Span } from '../../local/terminal/text.ts';
import { sanitize } from '../../src/text/terminal-safe.ts';
import { PROGRAM_NAME } from '../framework/help-text.ts';
import type { Output } from '../terminal/output.ts';
import { paintLevel } from '../terminal/status.ts';
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

/** Colors the fields of an object or an account that differ from the configuration. */
export function paintFields(fields: string, about: string, differences: readonly Difference[]): string | Span {
  return differences.some((one) => one.about === about) ? yellow(fields) : fields;
}

/** What was compared. */
export interface Comparison {
  readonly differences: readonly Difference[];
  readonly isAnythingDesired: boolean;
  /** Whether Meta sends changes to the app, so that there is something to listen to. */
  readonly isAnythingSent: boolean;
}

/** Prints the differences with their fixes, losses first, and the command that comes next. */
export function reportDifferences(output: Output, comparison: Comparison): void {
  const { differences, isAnythingDesired } = comparison;
  const sorted = [...differences].sort((a, b) => Number(b.isLoss) - Number(a.isLoss));
  output.line();
  if (!isAnythingDesired) output.line('The configuration has no desired subscriptions to compare with.');
  else if (sorted.length === 0) output.line('Everything matches the configuration.');
  for (const { sentence, fix, isLoss } of sorted) {
    output.line(paintLevel(`${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}.`, isLoss ? 'bad' : 'attention'));
    output.line(['  ', isCommand(fix) ? cyan(fix) : fix]);
  }
  const next = chooseNext(sorted, comparison);
  if (next !== undefined) output.next(next);
}

/** Returns whether a fix is a command, and not a step in the App Dashboard. */
const isCommand = (fix: string): boolean => fix.startsWith(PROGRAM_NAME);

/** Chooses the first fix that is a command, or watching events if there is nothing to fix. */
function chooseNext(sorted: readonly Difference[], { isAnythingSent }: Comparison): string | undefined {
  if (sorted.length > 0) return sorted.map(({ fix }) => fix).find(isCommand);
  return isAnythingSent ? `${PROGRAM_NAME} listen` : undefined;
}
