import type { BusEvent } from '../aws/temporary-subscription.ts';
import { shortId } from '../../local/terminal/short.ts';
import { bold, dim, joinText, yellow, type Text } from '../../local/terminal/text.ts';
import { sanitize } from '../../src/text/terminal-safe.ts';
import type { Printer } from './printer.ts';

/** The members of an event that its line shows. */
export type ShownEvent = Pick<BusEvent, 'time' | 'detail-type' | 'detail'>;

const ID = /^[0-9a-f]{64}$/;

/**
 * Prints an event as one line without message content. On a terminal, the id and the time are short enough for 80
 * columns.
 * @param suffix - what to print after the event
 */
export function printEvent(
  printer: Printer,
  { time, 'detail-type': detailType, detail }: ShownEvent,
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
