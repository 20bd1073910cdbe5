import { layOut, layOutBeside } from '../../local/terminal/lay-out.ts';
import type { Screen } from '../../local/terminal/screen.ts';
import { bold, cyan, type Span, type Text } from '../../local/terminal/text.ts';
import { terminalSafeText } from '../../src/text/terminal-safe.ts';
import { formatNumber } from './format.ts';
import { formatTable, type Cell, type Column } from './table.ts';

/** Names and values. Values that are undefined or empty are not printed. */
export type Facts = Readonly<Record<string, string | number | Span | undefined>>;

/** Prints for people. On a terminal, lines are wrapped between words, and never elsewhere. */
export interface Printer {
  /** Where the lines appear, for what depends on it: short ids and times, symbols. */
  readonly screen: Screen;
  line(text?: Text): void;
  /** Prints a label and a text beside it, which keeps its own left margin where it is wrapped. */
  beside(label: Text, text: Text): void;
  /** Prints lines that a user copies, such as shell commands: they are never wrapped. */
  verbatim(text: string): void;
  /** Prints names and values, one pair per line. */
  facts(facts: Facts): void;
  /** Prints a table. On a terminal, it fits unless `--wide` is given. */
  table(header: readonly Column[], rows: readonly (readonly Cell[])[]): void;
  /** Prints the command to run next, as typed. */
  next(command: string): void;
}

/**
 * Creates the printer of a screen.
 * @param print - prints one or more lines, without the last newline
 */
export function createPrinter(screen: Screen, print: (lines: string) => void): Printer {
  const beside: Printer['beside'] = (label, text) => {
    print(layOutBeside(label, text, screen));
  };
  return {
    screen,
    line: (text = '') => {
      print(layOut(text, screen));
    },
    beside,
    verbatim: (text) => {
      print(terminalSafeText(text));
    },
    facts: (facts) => {
      for (const [label, value] of alignFacts(facts)) beside(label, value);
    },
    table: (header, rows) => {
      for (const line of formatTable(header, rows, screen)) print(line);
    },
    next: (command) => {
      beside(bold('Next: '), cyan(command));
    },
  };
}

/** Returns labels of the same width, and their values. */
export function alignFacts(facts: Facts): (readonly [label: string, value: string | Span])[] {
  const reported = Object.entries(facts).filter(([, value]) => value !== undefined && value !== '');
  const width = Math.max(...reported.map(([name]) => name.length));
  return reported.map(([name, value = '']) => [
    `${name.padEnd(width)}  `,
    typeof value === 'number' ? formatNumber(value) : value,
  ]);
}
