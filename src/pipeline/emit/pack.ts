import type { BusEvent } from './event.ts';
import { EVENT_SOURCE } from '../../events/event-reference.ts';

/**
 * Maximum number of entries per `PutEvents` call. @see
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
 */
export const MAX_ENTRIES_PER_CALL = 10;
/** Maximum bytes of entries per call. The limit of EventBridge is 1 MB. */
export const MAX_CALL_BYTES = 900_000;
/**
 * Size of the time of an entry in EventBridge. @see
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html#eb-event-size
 */
const TIME_BYTES = 14;

/** Returns the size of an event as EventBridge counts it. */
function entryBytes({ detailType, detail }: BusEvent): number {
  return TIME_BYTES + EVENT_SOURCE.length + Buffer.byteLength(detailType) + Buffer.byteLength(detail);
}

/** Packs events into calls within the limits, in order. */
export function packCalls<T extends { readonly event: BusEvent }>(emissions: readonly T[]): T[][] {
  const calls: T[][] = [];
  let call: T[] = [];
  let callBytes = 0;
  for (const emission of emissions) {
    const bytes = entryBytes(emission.event);
    if (call.length === MAX_ENTRIES_PER_CALL || (call.length > 0 && callBytes + bytes > MAX_CALL_BYTES)) {
      calls.push(call);
      call = [];
      callBytes = 0;
    }
    call.push(emission);
    callBytes += bytes;
  }
  return call.length > 0 ? [...calls, call] : calls;
}
