import type { Log, LogFields } from '../lambdas/aws/log.ts';
import { sanitizeTo } from '../src/text/terminal-safe.ts';

/** Columns: a value is cut rather than a line wrapped into unreadability. */
const MAX_VALUE_CHARACTERS = 80;

/** Writes one readable line. */
export type PrintLine = (line: string) => void;

/**
 * Makes a line of a message and its fields. Payloads are hostile text: what is not printable, such as a terminal's
 * control sequences, becomes `?`.
 */
export function readableLine(at: Date, message: string, fields: LogFields): string {
  const words = Object.entries(fields).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${sanitizeTo(String(value), MAX_VALUE_CHARACTERS)}`],
  );
  return [at.toISOString().slice(11, 23), message, ...words].join('  ');
}

/** The handlers' log, for people. */
export function consoleLog(print: PrintLine, onFields: (fields: LogFields) => void = () => undefined): Log {
  const write = (message: string, fields: LogFields): void => {
    onFields(fields);
    print(readableLine(new Date(), message, fields));
  };
  return { info: write, warn: write, error: write };
}
