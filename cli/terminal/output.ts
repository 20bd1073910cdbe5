import type { CliPorts } from '../ports.ts';
import { terminalSafeJson, toSafeLine, terminalSafeText } from '../../src/text/terminal-safe.ts';

/** How often progress is shown: on a terminal the line is written over, elsewhere each is a line of its own. */
const TERMINAL_MS = 200;
const LINES_MS = 5_000;
const CLEAR_LINE = '\r\u001b[K';

/** Right-aligned numbers, left-aligned words, two spaces between. */
export function tableOf(header: readonly string[], rows: readonly (readonly (string | number)[])[]): string[] {
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

/** Names and what they stand for, one a line. */
export function keyValueLines(facts: Readonly<Record<string, string | number | undefined>>): string[] {
  const told = Object.entries(facts).filter(([, value]) => value !== undefined && value !== '');
  const width = Math.max(...told.map(([name]) => name.length));
  return told.map(
    ([name, value = '']) => `${name.padEnd(width)}  ${typeof value === 'number' ? formatNumber(value) : value}`,
  );
}

/** 1,234 */
export function formatNumber(count: number): string {
  return count.toLocaleString('en-US');
}

/** `1 delivery`, `2 deliveries`. */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${formatNumber(count)} ${count === 1 ? one : many}`;
}

/** Writes a long list into the document of `--json`, an item a line. */
export interface ListWriter {
  item(value: object): void;
  /** Ends the document with some more members. */
  end(members: Readonly<Record<string, unknown>>): void;
}

/** Where a command writes what it found. */
export interface Output {
  readonly json: boolean;
  /** A line for people; nothing with `--json`. */
  line(text?: string): void;
  /** A line for people on standard error; nothing with `--json`. */
  note(text: string): void;
  /** The one document of `--json`; nothing without. */
  document(value: object): void;
  /** Begins a document with a list that is written while it is found; nothing without `--json`. */
  list(name: string): ListWriter;
  /** Says how far it is, if anybody looks. Not more often than an eye can follow. */
  progress(text: () => string): void;
  /** Takes the progress line away. */
  endProgress(): void;
}

/** Makes it from the options that every command has. */
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

/** Nothing is written before there is an item or an end, so that an error before stands alone. */
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
