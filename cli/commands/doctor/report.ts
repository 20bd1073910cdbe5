import { joinText, plainText, type Span, type Text } from '../../../local/terminal/text.ts';
import { PROGRAM_NAME } from '../../framework/help-text.ts';
import { formatCount } from '../../terminal/format.ts';
import { highlightCommands } from '../../terminal/print-error.ts';
import type { Printer } from '../../terminal/printer.ts';
import { formatStatus, paintLevel, type Level } from '../../terminal/status.ts';
import type { Checked, CheckStatus } from './check.ts';

const LEVELS: Readonly<Record<CheckStatus, Level>> = {
  ok: 'good',
  warning: 'attention',
  failed: 'bad',
  skipped: 'none',
};

/** Prints a finding: on a terminal with the action below it, else in one line. */
export function reportFinding(printer: Printer, { status, message, hint }: Checked, title: string): void {
  const { screen } = printer;
  const widest = formatStatus('warning', 'attention', screen).text.length;
  const word = formatStatus(status, LEVELS[status], screen);
  const label = [word, ' '.repeat(widest - word.text.length), '  ', title, '  '];
  if (hint === undefined) printer.beside(label, message);
  else if (!screen.isTerminal) printer.beside(label, `${message}. ${hint}`);
  else {
    printer.beside(label, `${message}.`);
    printer.beside(' '.repeat(plainText(label).length), highlightCommands(hint));
  }
}

/** Counts the findings by status. */
export function countFindings(checked: readonly Checked[]): Readonly<Record<CheckStatus, number>> {
  const counts = { ok: 0, warning: 0, failed: 0, skipped: 0 };
  for (const { status } of checked) counts[status] += 1;
  return counts;
}

/** Prints the counts, and the command that comes next. */
export function reportSummary(printer: Printer, checked: readonly Checked[]): void {
  const counts = Object.entries(countFindings(checked)).filter(([, count]) => count > 0);
  const texts = counts.map(([status, count]): Span => paintLevel(`${count} ${status}`, LEVELS[status as CheckStatus]));
  const listed = texts.flatMap((text, i): (string | Span)[] => (i === 0 ? [text] : [', ', text]));
  printer.line(joinText(`${formatCount(checked.length, 'check')}: `, listed satisfies Text));
  const next = chooseNext(checked);
  if (next !== undefined) printer.next(next);
}

/** Chooses the command in the most urgent hint, or watching events if there is nothing to fix. */
function chooseNext(checked: readonly Checked[]): string | undefined {
  const urgent = (['failed', 'warning'] as const).flatMap((status) => checked.filter((one) => one.status === status));
  if (urgent.length === 0) return `${PROGRAM_NAME} listen`;
  return urgent.map(({ hint = '' }) => /`(npx [^`]+)`/.exec(hint)?.[1]).find((command) => command !== undefined);
}
