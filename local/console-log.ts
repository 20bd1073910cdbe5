import type { Log, LogFields } from '../lambdas/aws/log.ts';
import { toSafeCell } from '../src/text/terminal-safe.ts';

/** Longer values are truncated, so that lines stay readable. */
const MAX_VALUE_CHARACTERS = 80;

/** Prints one line. */
export type PrintLine = (line: string) => void;

/**
 * Formats a message and its fields as one line. Payloads are untrusted: characters that are not printable, such as
 * terminal control sequences, become `?`.
 */
export function readableLine(at: Date, message: string, fields: LogFields): string {
  const words = Object.entries(fields).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${toSafeCell(String(value), MAX_VALUE_CHARACTERS)}`],
  );
  return [at.toISOString().slice(11, 23), message, ...words].join('  ');
}

/** Creates the log of the handlers, in a human-readable format. */
export function consoleLog(print: PrintLine, onFields: (fields: LogFields) => void = () => undefined): Log {
  const write = (message: string, fields: LogFields): void => {
    onFields(fields);
    print(readableLine(new Date(), message, fields));
  };
  return { info: write, warn: write, error: write };
}
