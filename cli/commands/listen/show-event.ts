import type { BusEvent } from '../../aws/temporary-subscription.ts';
import type { Context } from '../../context.ts';
import { printEvent } from '../../terminal/event-line.ts';
import type { Handle } from './listen-loop.ts';
import type { Printer } from '../../terminal/printer.ts';
import { sanitize, terminalSafeJson } from '../../../src/text/terminal-safe.ts';

/** Prints each event: a line for people, or a line of JSON. */
export function printer(
  { output, ports }: Pick<Context, 'output' | 'ports'>,
  { values = false }: { readonly values?: boolean },
): Handle {
  return async (received) => {
    const { event } = received;
    if (output.json) ports.out(`${terminalSafeJson(values ? event : withoutValue(event))}\n`);
    else {
      printEvent(output, event);
      if (values) printValue(output, event);
    }
    await received.confirm();
    return true;
  };
}

/** Returns an event without its value, which contains message content. */
export function withoutValue({ detail, ...event }: BusEvent): object {
  return { ...event, detail: { ...detail, value: undefined } };
}

/** Prints the value in one line, and on a terminal with one member per line. */
function printValue(printer: Printer, { detail: { value, valueRef } }: BusEvent): void {
  if (valueRef !== undefined) printer.line(`  in s3://${sanitize(valueRef.bucket)}/${sanitize(valueRef.key)}`);
  else if (value === undefined) printer.line('  (no value)');
  else
    for (const line of terminalSafeJson(value, printer.screen.isTerminal ? 2 : undefined).split('\n'))
      printer.line(`  ${line}`);
}
