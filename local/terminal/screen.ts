/** What lines are printed on: a terminal, a file or a pipe. */
export interface Screen {
  readonly isTerminal: boolean;
  readonly hasColor: boolean;
  /** Columns in which lines must fit; undefined if they can have any length. A terminal can be resized. */
  readonly columns: number | undefined;
  /** Whether ids and times are shortened, and tables fit the columns. */
  readonly isCompact: boolean;
}

/** Inputs of {@link createScreen}. */
export interface ScreenInput {
  readonly isTerminal: boolean;
  /** Reads the columns of the terminal; undefined or 0 if the terminal does not know them. */
  readonly readColumns: () => number | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Whether to print ids, times and tables in full. @default false */
  readonly wide?: boolean | undefined;
}

/** Columns of a terminal that does not know them. */
const USUAL_COLUMNS = 80;
/** Below this, wrapped text is harder to read than text that the terminal breaks. */
const LEAST_COLUMNS = 40;

/** Describes what lines are printed on. */
export function createScreen({ isTerminal, readColumns, environment, wide = false }: ScreenInput): Screen {
  return {
    isTerminal,
    hasColor: usesColor(isTerminal, environment),
    isCompact: isTerminal && !wide,
    get columns() {
      return isTerminal ? Math.max(LEAST_COLUMNS, readColumns() || USUAL_COLUMNS) : undefined;
    },
  };
}

/** A file or a pipe: no colors, and lines of any length. */
export const PLAIN: Screen = { isTerminal: false, hasColor: false, columns: undefined, isCompact: false };

/**
 * Decides as commander does for the help: `NO_COLOR` first, then `FORCE_COLOR`, then whether there is a terminal.
 * @see https://no-color.org
 */
function usesColor(isTerminal: boolean, environment: ScreenInput['environment']): boolean {
  const { NO_COLOR: no = '', FORCE_COLOR: force, TERM: term } = environment;
  if (no !== '' || force === '0' || force === 'false') return false;
  return force !== undefined || (isTerminal && term !== 'dumb');
}
