import { cutText } from '../../local/terminal/lay-out.ts';
import { createScreen, type Screen } from '../../local/terminal/screen.ts';
import type { Text } from '../../local/terminal/text.ts';
import { terminalSafeJson, toSafeLine } from '../../src/text/terminal-safe.ts';
import type { CliPorts } from '../ports.ts';
import { createPrinter, type Printer } from './printer.ts';

/** How often progress is printed. A terminal overwrites the line; elsewhere each update is a new line. */
const TERMINAL_MS = 200;
const LINES_MS = 5_000;
const CLEAR_LINE = '\r\u001b[K';

/** Writes a long list into the `--json` document, one item per line. */
export interface ListWriter {
  item(value: object): void;
  /** Ends the document with more members. */
  end(members: Readonly<Record<string, unknown>>): void;
}

/** Where a command writes its results. What it prints for people is not printed with `--json`. */
export interface Output extends Printer {
  readonly json: boolean;
  /** Prints to standard error what is not a result, or what must not be in the result that is piped. */
  readonly aside: Printer;
  /** Prints a line for people to standard error. Prints nothing with `--json`. */
  note(text: Text): void;
  /** Prints the one document of `--json`. Prints nothing without `--json`. */
  document(value: object): void;
  /** Begins a document with a list that is written item by item. Prints nothing without `--json`. */
  list(name: string): ListWriter;
  /** Reports progress if someone can see it, but not more often than a reader can follow. */
  progress(text: () => string): void;
  /** Reports at once, on a terminal, what takes long from here on. */
  working(text: string): void;
  /** Clears the progress line. */
  endProgress(): void;
}

/** The options of every command that concern the output. */
export interface OutputOptions {
  readonly json?: boolean | undefined;
  readonly progress?: boolean | undefined;
  readonly wide?: boolean | undefined;
}

/** Creates the output from the options that every command accepts. */
export function createOutput(ports: CliPorts, { json = false, progress, wide }: OutputOptions): Output {
  const { out, err, outIsTerminal, errIsTerminal } = ports;
  const toScreen = (isTerminal: boolean): Screen =>
    createScreen({ isTerminal, readColumns: ports.columns, environment: ports.environment, wide });
  const errScreen = toScreen(errIsTerminal);
  const reporter = progressReporter(ports, errScreen, progress);
  const printTo = (write: (text: string) => void) => (lines: string) => {
    reporter.endProgress();
    if (!json) write(`${lines}\n`);
  };
  const aside = createPrinter(errScreen, printTo(err));
  return {
    json,
    ...createPrinter(toScreen(outIsTerminal), printTo(out)),
    aside,
    note: (text) => {
      aside.line(text);
    },
    document: (value) => {
      if (json) out(`${terminalSafeJson(value, 2)}\n`);
    },
    list: (name) => listWriter(name, json ? out : () => undefined),
    ...reporter,
  };
}

function progressReporter(
  { err, errIsTerminal, now }: CliPorts,
  screen: Screen,
  isAsked = false,
): Pick<Output, 'progress' | 'working' | 'endProgress'> {
  const everyMs = errIsTerminal ? TERMINAL_MS : LINES_MS;
  let shownAtMs = now();
  let isShown = false;
  const show = (text: string): void => {
    shownAtMs = now();
    isShown = true;
    // A longer line would be wrapped, and only its last part can be cleared.
    err(errIsTerminal ? CLEAR_LINE + cutText(toSafeLine(text), (screen.columns ?? 80) - 1) : `${toSafeLine(text)}\n`);
  };
  return {
    progress: (text) => {
      if ((isAsked || errIsTerminal) && now() - shownAtMs >= everyMs) show(text());
    },
    working: (text) => {
      if (errIsTerminal) show(text);
    },
    endProgress: () => {
      if (isShown && errIsTerminal) err(CLEAR_LINE);
      isShown = false;
    },
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
