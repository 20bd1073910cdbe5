import type { Log, LogFields } from '../lambdas/aws/log.ts';
import { toSafeCell } from '../src/text/terminal-safe.ts';
import { layOutBeside } from './terminal/lay-out.ts';
import { PLAIN, type Screen } from './terminal/screen.ts';
import { shortId } from './terminal/short.ts';
import { bold, dim, green, red, type Span } from './terminal/text.ts';

/** Longer values are truncated, so that lines stay readable. */
const MAX_VALUE_CHARACTERS = 80;
/** Fields with an HTTP status. */
const STATUS = 'status';

/** A step of the local run. */
export interface Step {
  readonly at: Date;
  readonly message: string;
  readonly fields: LogFields;
}

/** Prints one line. */
export type PrintLine = (line: string) => void;

/**
 * Formats a message and its fields as one line. On a terminal, ids and the time are short, and the line is wrapped
 * between fields. Payloads are untrusted: characters that are not printable, such as terminal control sequences,
 * become `?`.
 */
export function readableLine(step: Step, screen: Screen = PLAIN): string {
  const { at, message, fields } = step;
  const words = Object.entries(fields).flatMap(([name, value]): (string | Span)[] =>
    value === undefined ? [] : ['  ', dim(`${name}=`), formatValue(name, String(value), screen)],
  );
  const time = at.toISOString().slice(11, screen.isCompact ? 19 : 23);
  return layOutBeside(`${time}  `, [bold(message), ...words], screen);
}

function formatValue(name: string, value: string, screen: Screen): string | Span {
  const shown = toSafeCell(shortId(value, screen), MAX_VALUE_CHARACTERS);
  if (name !== STATUS) return shown;
  return value.startsWith('2') ? green(shown) : red(shown);
}

/** Creates the log of the handlers, in a human-readable format. */
export function consoleLog(print: PrintLine, screen: Screen = PLAIN): Log {
  const write = (message: string, fields: LogFields): void => {
    print(readableLine({ at: new Date(), message, fields }, screen));
  };
  return { info: write, warn: write, error: write };
}
