import type { Change } from '../change/change.ts';
import { deepJson } from '../change/canonical-json.ts';
import { entryTimeMs } from '../change/entry-time.ts';
import type { Json } from '../change/json.ts';
import type { Delivery } from '../delivery/delivery.ts';

/** EventBridge's `source` of everything that this receiver emits. */
export const EVENT_SOURCE = 'meta.webhooks';

/** EventBridge's limit for a detail-type. @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsRequestEntry.html */
const MAX_DETAIL_TYPE_CHARACTERS = 128;
/** Names and ids above this are cut in the event. */
const MAX_NAME_CHARACTERS = 1_024;
/** Above this the value goes to the bucket: many targets take no more than 256 KB of event. */
export const MAX_DETAIL_BYTES = 240 * 1024;
/** EventBridge refuses a detail that is nested deeper than about 1,000 levels. */
export const MAX_DETAIL_DEPTH = 900;

/** Where a value lies that no event can hold. */
export interface ValueRef {
  readonly bucket: string;
  readonly key: string;
  readonly bytes: number;
}

/** Where the delivery is archived. */
export interface ArchiveRef {
  readonly bucket: string;
  readonly key: string;
}

/** What an event is made from. */
export interface Emission {
  /** The claim's pk. */
  readonly id: string;
  readonly change: Change;
  readonly delivery: Delivery;
  readonly archive?: ArchiveRef | undefined;
}

/** An event, ready for the bus. */
export interface BusEvent {
  readonly id: string;
  readonly detailType: string;
  /** The delivery's receivedAt. */
  readonly time: string;
  /** JSON. */
  readonly detail: string;
}

/** An event, or the value that has to be stored before there can be one. */
export type BuiltEvent =
  | { readonly fits: true; readonly event: BusEvent }
  | { readonly fits: false; readonly valueJson: string; readonly withRef: (ref: ValueRef) => BusEvent };

/**
 * Makes the event of a change. Its shape is a contract: docs/events.md.
 * @returns `fits: false` where the detail is over {@link MAX_DETAIL_BYTES} or {@link MAX_DETAIL_DEPTH}
 */
export function buildEvent(emission: Emission): BuiltEvent {
  const { value } = emission.change;
  const envelope = detailWithoutValue(emission);
  const detail = value === undefined ? JSON.stringify(envelope) : shallowJson({ ...envelope, value });
  if (detail !== undefined) return { fits: true, event: busEvent(emission, detail) };
  return {
    fits: false,
    valueJson: deepJson(value ?? null),
    withRef: (valueRef) => busEvent(emission, JSON.stringify({ ...envelope, valueRef })),
  };
}

function busEvent({ id, change, delivery }: Emission, detail: string): BusEvent {
  return { id, detailType: detailType(change), time: delivery.receivedAt, detail };
}

function detailType({ object, field }: Change): string {
  return `${object}.${field}`.slice(0, MAX_DETAIL_TYPE_CHARACTERS).toWellFormed();
}

function detailWithoutValue({ id, change, delivery, archive }: Emission): Record<string, Json | ArchiveRef> {
  const { entryTime, identity } = change;
  const [object, field, kind, entryId] = [change.object, change.field, change.kind, change.entryId].map(cut) as [string, string, string, string];
  const verb = change.verb === undefined ? undefined : cut(change.verb);
  const sentAt = entryTime === undefined ? undefined : isoTime(entryTime);
  return {
    version: 1,
    id,
    app: delivery.app,
    object,
    field,
    kind,
    entryId,
    ...(sentAt !== undefined && { entryTime: sentAt }),
    ...(verb !== undefined && { verb }),
    ...(identity.weak && { weak: true }),
    ...(delivery.replayOf !== undefined && { replayOf: delivery.replayOf }),
    deliveryId: delivery.deliveryId,
    receivedAt: delivery.receivedAt,
    ...(archive && { archive }),
  };
}

/** Names and ids are short; one that is not must not make an event that the bus refuses for ever. The identity has it whole. */
function cut(text: string): string {
  return text.length > MAX_NAME_CHARACTERS ? text.slice(0, MAX_NAME_CHARACTERS).toWellFormed() : text;
}

/** @returns ISO 8601 with milliseconds; undefined for what is no time */
function isoTime(entryTime: string): string | undefined {
  const ms = entryTimeMs(entryTime);
  return ms === undefined ? undefined : new Date(ms).toISOString();
}

/** @returns undefined where the detail is too long or nested too deep for the bus */
function shallowJson(detail: object): string | undefined {
  let json: string;
  try {
    json = JSON.stringify(detail);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
  const tooLong = json.length > MAX_DETAIL_BYTES || Buffer.byteLength(json) > MAX_DETAIL_BYTES;
  return tooLong || isDeeperThan(MAX_DETAIL_DEPTH, json) ? undefined : json;
}

function isDeeperThan(levels: number, json: string): boolean {
  if (json.length < 2 * levels) return false; // each level opens and closes
  let depth = 0;
  for (const [bracket] of json.matchAll(/"(?:[^"\\]|\\.)*"|[[{\]}]/g)) {
    if (bracket === '[' || bracket === '{') depth += 1;
    else if (bracket === ']' || bracket === '}') depth -= 1;
    if (depth > levels) return true;
  }
  return false;
}
