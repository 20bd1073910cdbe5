import type { Change, SharedPart } from '../change/change.ts';
import { timeMs } from '../change/time.ts';
import type { Json } from '../../json/json.ts';
import type { Delivery } from '../delivery/delivery.ts';
import type { ArchiveRef, ValueRef } from '../../events/event-reference.ts';

/**
 * EventBridge's limit for a detail-type. @see
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsRequestEntry.html
 */
const MAX_DETAIL_TYPE_CHARACTERS = 128;
/** Names and ids above this are cut in the event. */
const MAX_NAME_CHARACTERS = 1_024;
/** Above this the value goes to the bucket: many targets take no more than 256 KB of event. */
export const MAX_DETAIL_BYTES = 240 * 1024;
/** EventBridge refuses a detail that is nested deeper than about 1,000 levels. */
export const MAX_DETAIL_DEPTH = 900;

/** What an event is made from. */
export interface Emission {
  /** The claim's pk. */
  readonly id: string;
  readonly change: Change;
  readonly delivery: Delivery;
  readonly archive?: ArchiveRef | undefined;
  /** Of the delivery's `Split`; absent where no change has a shared value. */
  readonly sharedValues?: readonly Json[] | undefined;
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
  | { readonly fits: false; readonly stored: StoredValue; readonly withRef: (ref: ValueRef) => BusEvent };

/** A value that has to be stored. */
export interface StoredValue {
  /** Unique within the app, and the same at each try. */
  readonly name: string;
  readonly value: Json;
}

/**
 * Makes the event of a change. Its shape is a contract: docs/events.md.
 * @returns `fits: false` where the detail is over {@link MAX_DETAIL_BYTES} or {@link MAX_DETAIL_DEPTH}
 */
export function buildEvent(emission: Emission): BuiltEvent {
  const { value, shared } = emission.change;
  const envelope = detailWithoutValue(emission);
  if (shared !== undefined) return sharedEvent(emission, shared, envelope);
  const detail = value === undefined ? JSON.stringify(envelope) : shallowJson({ ...envelope, value });
  if (detail !== undefined) return { fits: true, event: busEvent(emission, detail) };
  return {
    fits: false,
    stored: { name: emission.id, value: value ?? null },
    withRef: (valueRef) => busEvent(emission, JSON.stringify({ ...envelope, valueRef })),
  };
}

/** The value is stored once, by whichever of its changes is first. */
function sharedEvent(emission: Emission, { at, list, index }: SharedPart, envelope: object): BuiltEvent {
  const part = { ...(list !== undefined && { list }), ...(index !== undefined && { index }) };
  return {
    fits: false,
    stored: { name: `${emission.delivery.deliveryId}-${at}`, value: emission.sharedValues?.[at] ?? null },
    withRef: (ref) => busEvent(emission, JSON.stringify({ ...envelope, valueRef: { ...ref, ...part } })),
  };
}

function busEvent({ id, change, delivery }: Emission, detail: string): BusEvent {
  return { id, detailType: detailType(change), time: delivery.receivedAt, detail };
}

function detailType({ object, field }: Change): string {
  return `${object}.${field}`.slice(0, MAX_DETAIL_TYPE_CHARACTERS).toWellFormed();
}

function detailWithoutValue({
  id,
  change,
  delivery,
  archive,
}: Emission): Record<string, Json | ArchiveRef | undefined> {
  const { entryTime, ownTime, identity, extra, verb } = change;
  // Members that are undefined are not written.
  return {
    version: 1,
    id,
    app: delivery.app,
    object: cut(change.object),
    field: cut(change.field),
    kind: cut(change.kind),
    entryId: cut(change.entryId),
    accountId: cut(identity.scope),
    entryTime: isoTime(entryTime),
    occurredAt: isoTime(ownTime),
    verb: verb === undefined ? undefined : cut(verb),
    extra,
    weak: identity.weak || undefined,
    replayOf: delivery.replayOf,
    deliveryId: delivery.deliveryId,
    receivedAt: delivery.receivedAt,
    archive,
  };
}

/**
 * Names and ids are short; one that is not must not make an event that the bus refuses for ever. The identity has it
 * whole.
 */
function cut(text: string): string {
  return text.length > MAX_NAME_CHARACTERS ? text.slice(0, MAX_NAME_CHARACTERS).toWellFormed() : text;
}

/** @returns ISO 8601 with milliseconds; undefined for what is no time */
function isoTime(time: string | undefined): string | undefined {
  const ms = time === undefined ? undefined : timeMs(time);
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
