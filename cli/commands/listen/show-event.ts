import type { BusEvent } from '../../aws/temporary-subscription.ts';
import type { Context } from '../../context.ts';
import type { Handle } from './listen-loop.ts';
import { bold, dim, joinText, yellow, type Text } from '../../../local/terminal/text.ts';
import { sanitize, terminalSafeJson } from '../../../src/text/terminal-safe.ts';
import type { Printer } from '../../terminal/printer.ts';
import { shortId } from '../../../local/terminal/short.ts';

const ID = /^[0-9a-f]{64}$/;

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

/**
 * Prints an event as one line without message content. On a terminal, the id and the time are short enough for 80
 * columns.
 * @param suffix - what to print after the event
 */
export function printEvent(
  printer: Printer,
  { time, 'detail-type': detailType, detail }: BusEvent,
  suffix: Text = '',
): void {
  const { kind, entryId, id, weak } = detail;
  const { screen } = printer;
  const at = screen.isCompact ? cell(time).slice('2026-01-31T'.length, -1) : cell(time);
  const event = [bold(cell(detailType)), '  ', cell(kind), '  ', cell(entryId), '  '];
  const marks = weak ? ['  ', yellow('weak')] : [];
  printer.beside(`${at}  `, joinText(event, dim(ID.test(id) ? shortId(id, screen) : cell(id)), marks, suffix));
}

/** Formats a member safely, because other senders can put events on the bus that only look like ours. */
function cell(value: unknown): string {
  return typeof value === 'string' && value !== '' ? sanitize(value) : '-';
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
