import { cutText, visibleWidth, wrapLines } from '../../local/terminal/lay-out.ts';
import type { Screen } from '../../local/terminal/screen.ts';
import { bold, renderText, type Span } from '../../local/terminal/text.ts';
import { toSafeLine } from '../../src/text/terminal-safe.ts';
import { formatNumber } from './format.ts';

/**
 * A column. A string is its title, for a column that is cut where the terminal is too narrow. A column with `isWhole`
 * has names that people copy: a name that is too wide stays whole, and the rest of its row follows below it.
 */
export type Column = string | ({ readonly title: string } & ({ readonly wraps: true } | { readonly isWhole: true }));

/** A cell. Columns with only numbers are right-aligned. */
export type Cell = string | number | Span;

const GAP = '  ';
/** Columns are not made narrower than this. */
const LEAST_WRAPPED = 24;
const LEAST_CUT = 8;

/** Formats a table. On a terminal, the widest columns are wrapped, then cut, until the table fits. */
export function formatTable(header: readonly Column[], rows: readonly (readonly Cell[])[], screen: Screen): string[] {
  const columns = header.map((column, i) => measure(column, rows, i));
  const available = screen.isCompact ? (screen.columns ?? Infinity) : Infinity;
  const widths = fitWidths(columns, available);
  const layOutRow = (cells: readonly Cell[]): string[] => {
    const laidOut = moveBelowNames(
      columns.map((column, i) => layOutCell(cells[i] ?? '', column, widths[i] ?? 0)),
      columns.map((column, i) => ({ ...column, width: widths[i] ?? 0 })),
    );
    const height = Math.max(1, ...laidOut.map(({ length }) => length));
    return Array.from({ length: height }, (_, line) =>
      columns
        .map((column, i) => renderCell(cells[i] ?? '', laidOut[i]?.[line] ?? '', { column, width: widths[i], screen }))
        .join(GAP)
        .trimEnd(),
    );
  };
  return [header.map((column) => bold(getTitle(column))), ...rows].flatMap(layOutRow);
}

interface Measured {
  readonly isNumber: boolean;
  readonly wraps: boolean;
  readonly isWhole: boolean;
  readonly width: number;
}

const getTitle = (column: Column): string => (typeof column === 'string' ? column : column.title);

function measure(column: Column, rows: readonly (readonly Cell[])[], i: number): Measured {
  const cells = rows.map((row) => row[i] ?? '');
  return {
    isNumber: rows.length > 0 && cells.every((cell) => typeof cell === 'number'),
    wraps: typeof column !== 'string' && 'wraps' in column,
    isWhole: typeof column !== 'string' && 'isWhole' in column,
    width: Math.max(...[getTitle(column), ...cells].map((cell) => visibleWidth(toPlain(cell)))),
  };
}

/** Narrows columns until the table fits, or no column can be narrower: first those that wrap, then the other texts. */
function fitWidths(columns: readonly Measured[], available: number): readonly number[] {
  const widths = columns.map(({ width }) => width);
  const excess = (): number => widths.reduce((sum, width) => sum + width, GAP.length * (widths.length - 1)) - available;
  for (const [least, isNarrowed] of [
    [LEAST_WRAPPED, ({ wraps }: Measured) => wraps],
    [LEAST_CUT, ({ isNumber }: Measured) => !isNumber],
  ] as const) {
    while (excess() > 0) {
      const widest = Math.max(...widths.filter((_, i) => isNarrowed(columns[i] ?? NONE)));
      if (widest <= least) break;
      widths[widths.findIndex((width, i) => width === widest && isNarrowed(columns[i] ?? NONE))] = widest - 1;
    }
  }
  return widths;
}

const NONE: Measured = { isNumber: true, wraps: false, isWhole: false, width: 0 };

function layOutCell(cell: Cell, { wraps, isWhole }: Measured, width: number): string[] {
  const plain = toPlain(cell);
  if (isWhole || visibleWidth(plain) <= width) return [plain];
  return wraps ? wrapLines(plain, width).map((line) => cutText(line, width)) : [cutText(plain, width)];
}

/** Moves the cells beside a name that is wider than its column to the lines below it. */
function moveBelowNames(cells: readonly string[][], columns: readonly Measured[]): readonly string[][] {
  const isTooWide = cells.some(([first = ''], i) => visibleWidth(first) > (columns[i]?.width ?? Infinity));
  return isTooWide ? cells.map((lines, i) => (columns[i]?.isWhole === true ? lines : ['', ...lines])) : cells;
}

function renderCell(
  cell: Cell,
  text: string,
  {
    column,
    width = 0,
    screen,
  }: { readonly column: Measured; readonly width: number | undefined; readonly screen: Screen },
): string {
  const space = ' '.repeat(Math.max(0, width - visibleWidth(text)));
  const styled = typeof cell === 'object' ? renderText({ ...cell, text }, screen.hasColor) : text;
  return column.isNumber ? space + styled : styled + space;
}

/** Returns the safe text of a cell in one line. */
function toPlain(cell: Cell): string {
  if (typeof cell === 'number') return formatNumber(cell);
  return toSafeLine(typeof cell === 'string' ? cell : cell.text);
}
