import type { CliPorts } from '../ports.ts';
import { terminalSafeJson, toSafeLine, terminalSafeText } from '../../src/text/terminal-safe.ts';

/** How often progress is printed. A terminal overwrites the line; elsewhere each update is a new line. */
const TERMINAL_MS = 200;
const LINES_MS = 5_000;
const CLEAR_LINE = '\r\u001b[K';

/** Formats a table: right-aligned numbers, left-aligned text, two spaces between the columns. */
export function formatTable(header: readonly string[], rows: readonly (readonly (string | number)[])[]): string[] {
  const isNumber = header.map((_, i) => rows.every((row) => typeof row[i] === 'number'));
  const texts = [header, ...rows].map((row) =>
    row.map((cell) => (typeof cell === 'number' ? formatNumber(cell) : cell)),
  );
  const widths = header.map((_, i) => Math.max(...texts.map((row) => row[i]?.length ?? 0)));
  return texts.map((row) =>
    row
      .map((cell, i) =>
        isNumber[i] === true && rows.length > 0 ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
}

/** Formats names and values, one pair per line. */
export function keyValueLines(facts: Readonly<Record<string, string | number | undefined>>): string[] {
  const reported = Object.entries(facts).filter(([, value]) => value !== undefined && value !== '');
  const width = Math.max(...reported.map(([name]) => name.length));
  return reported.map(
    ([name, value = '']) => `${name.padEnd(width)}  ${typeof value === 'number' ? formatNumber(value) : value}`,
  );
}

/** Formats a number as `1,234`. */
export function formatNumber(count: number): string {
  return count.toLocaleString('en-US');
}

/** Formats a count with its noun: `1 delivery`, `2 deliveries`. */
export function formatCount(count: number, one: string, many = `${one}s`): string {
  return `${formatNumber(count)} ${count === 1 ? one : many}`;
}

/** Writes a long list into the `--json` document, one item per line. */
export interface ListWriter {
  item(value: object): void;
  /** Ends the document with more members. */
  end(members: Readonly<Record<string, unknown>>): void;
}

/** Where a command writes its results. */
export interface Output {
  readonly json: boolean;
  /** Prints a line for people. Prints nothing with `--json`. */
  line(text?: string): void;
  /** Prints a line for people to standard error. Prints nothing with `--json`. */
  note(text: string): void;
  /** Prints the one document of `--json`. Prints nothing without `--json`. */
  document(value: object): void;
  /** Begins a document with a list that is written item by item. Prints nothing without `--json`. */
  list(name: string): ListWriter;
  /** Reports progress if someone can see it, but not more often than a reader can follow. */
  progress(text: () => string): void;
  /** Clears the progress line. */
  endProgress(): void;
}

/** Creates the output from the options that every command accepts. */
export function createOutput(
  { out, err, errIsTerminal, now }: CliPorts,
  { json = false, progress = false }: { readonly json?: boolean; readonly progress?: boolean },
): Output {
  const shows = progress || errIsTerminal;
  const everyMs = errIsTerminal ? TERMINAL_MS : LINES_MS;
  let shownAtMs = now();
  let isShown = false;
  const endProgress = (): void => {
    if (isShown && errIsTerminal) err(CLEAR_LINE);
    isShown = false;
  };
  return {
    json,
    line: (text = '') => {
      endProgress();
      if (!json) out(`${terminalSafeText(text)}\n`);
    },
    note: (text) => {
      endProgress();
      if (!json) err(`${terminalSafeText(text)}\n`);
    },
    document: (value) => {
      if (json) out(`${terminalSafeJson(value, 2)}\n`);
    },
    list: (name) => listWriter(name, json ? out : () => undefined),
    progress: (text) => {
      if (!shows || now() - shownAtMs < everyMs) return;
      shownAtMs = now();
      isShown = true;
      err(errIsTerminal ? CLEAR_LINE + toSafeLine(text()) : `${toSafeLine(text())}\n`);
    },
    endProgress,
  };
}

/** Writes nothing before the first item or the end, so that an earlier error is the only output. */
function listWriter(name: string, out: (text: string) => void): ListWriter {
  let items = 0;
  const head = `{"${name}":[`;
  return {
    item: (value) => {
      out(`${items === 0 ? head : ','}\n${terminalSafeJson(value)}`);
      items += 1;
    },
    end: (members) => {
      out(`${items === 0 ? head : '\n'}],${terminalSafeJson(members).slice(1)}\n`);
    },
  };
}
