import type { BusEvent } from '../../aws/temporary-subscription.ts';
import type { Context } from '../../context.ts';
import { eventLine } from '../../terminal/event-line.ts';
import type { Handle } from './listen-loop.ts';
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
      output.line(eventLine(event));
      if (values) output.line(valueLine(event));
    }
    await received.confirm();
    return true;
  };
}

/** Returns an event without its value, which contains message content. */
export function withoutValue({ detail, ...event }: BusEvent): object {
  return { ...event, detail: { ...detail, value: undefined } };
}

function valueLine({ detail: { value, valueRef } }: BusEvent): string {
  if (valueRef !== undefined) return `  in s3://${sanitize(valueRef.bucket)}/${sanitize(valueRef.key)}`;
  return value === undefined ? '  (no value)' : `  ${terminalSafeJson(value)}`;
}
