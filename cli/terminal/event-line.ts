import type { BusEvent } from '../aws/temporary-subscription.ts';
import { sanitize } from '../../src/text/terminal-safe.ts';

/** The members of an event that its line shows. */
export type ShownEvent = Pick<BusEvent, 'time' | 'detail-type' | 'detail'>;

const ID = /^[0-9a-f]{64}$/;

/** Formats an event as one line without message content. */
export function eventLine({ time, 'detail-type': detailType, detail }: ShownEvent): string {
  const { kind, entryId, id, weak } = detail;
  const texts = [time, detailType, kind, entryId].map(cell);
  return [...texts, ID.test(id) ? id : cell(id), ...(weak ? ['weak'] : [])].join('  ');
}

/** Formats a member safely, because other senders can put events on the bus that only look like ours. */
function cell(value: unknown): string {
  return typeof value === 'string' && value !== '' ? sanitize(value) : '-';
}
