import type { Log, LogFields } from '../lambdas/aws/log.ts';
import { toSafeCell } from '../src/text/terminal-safe.ts';
import { layOutBeside } from './terminal/lay-out.ts';
import { PLAIN, type Screen } from './terminal/screen.ts';
import { shortId } from './terminal/short.ts';
import { bold, dim, green, red, type Span, type Text } from './terminal/text.ts';

/** Longer values are truncated, so that lines stay readable. */
const MAX_VALUE_CHARACTERS = 80;
/** Fields with an HTTP status. */
const STATUS = 'status';

/** Prints one line. */
export type PrintLine = (line: string) => void;

/**
 * Formats a message and its fields as one line. On a terminal, ids and the time are short, and the line is wrapped
 * between fields. Payloads are untrusted: characters that are not printable, such as terminal control sequences,
 * become `?`.
 */
export function readableLine(at: Date, message: string, fields: LogFields, screen: Screen = PLAIN): string {
  const words = Object.entries(fields).flatMap(([name, value]): Text[] =>
    value === undefined ? [] : [['  ', dim(`${name}=`), formatValue(name, String(value), screen)]],
  );
  const time = at.toISOString().slice(11, screen.isCompact ? 19 : 23);
  return layOutBeside(`${time}  `, [bold(message), ...words].flat() as Text, screen);
}

function formatValue(name: string, value: string, screen: Screen): string | Span {
  const shown = toSafeCell(shortId(value, screen), MAX_VALUE_CHARACTERS);
  if (name !== STATUS) return shown;
  return value.startsWith('2') ? green(shown) : red(shown);
}

/** Creates the log of the handlers, in a human-readable format. */
export function consoleLog(print: PrintLine, screen: Screen = PLAIN): Log {
  const write = (message: string, fields: LogFields): void => {
    print(readableLine(new Date(), message, fields, screen));
  };
  return { info: write, warn: write, error: write };
}
