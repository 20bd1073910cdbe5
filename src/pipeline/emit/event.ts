import type { Change, SharedPart } from '../change/change.ts';
import { timeMs } from '../change/time.ts';
import type { Json } from '../../json/json.ts';
import type { Delivery } from '../delivery/delivery.ts';
import type { ArchiveRef, ValueRef } from '../../events/event-reference.ts';

/**
 * Maximum length of a detail-type in EventBridge. @see
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsRequestEntry.html
 */
const MAX_DETAIL_TYPE_CHARACTERS = 128;
/** Longer names and ids are truncated in the event. */
const MAX_NAME_CHARACTERS = 1_024;
/** Larger values go to the bucket, because many targets accept at most 256 KB per event. */
export const MAX_DETAIL_BYTES = 240 * 1024;
/** Deeper values go to the bucket, because EventBridge rejects a detail with more than about 1,000 levels. */
export const MAX_DETAIL_DEPTH = 900;

/** Input of {@link buildEvent}. */
export interface Emission {
  /** The `pk` of the claim. */
  readonly id: string;
  readonly change: Change;
  readonly delivery: Delivery;
  readonly archive?: ArchiveRef | undefined;
  /** Shared values of the delivery's `Split`. Absent if no change has a shared value. */
  readonly sharedValues?: readonly Json[] | undefined;
}

/** An event for `PutEvents`. */
export interface BusEvent {
  readonly id: string;
  readonly detailType: string;
  /** `receivedAt` of the delivery. */
  readonly time: string;
  /** JSON. */
  readonly detail: string;
}

/** An event, or the value that must be stored before the event can be built. */
export type BuiltEvent =
  | { readonly fits: true; readonly event: BusEvent }
  | { readonly fits: false; readonly stored: StoredValue; readonly withRef: (ref: ValueRef) => BusEvent };

/** A value to store in the bucket. */
export interface StoredValue {
  /** Unique within the app, and the same for each attempt. */
  readonly name: string;
  readonly value: Json;
}

/**
 * Builds the event of a change. Its format is a contract: docs/events.md.
 * @returns `fits: false` if the detail exceeds {@link MAX_DETAIL_BYTES} or {@link MAX_DETAIL_DEPTH}
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

/** Builds the event of a change with a shared value, which the first of its changes stores. */
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
  // JSON.stringify omits undefined members.
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
 * Truncates a long name or id, which would otherwise make an event that the bus always rejects. The identity uses the
 * full text.
 */
function cut(text: string): string {
  return text.length > MAX_NAME_CHARACTERS ? text.slice(0, MAX_NAME_CHARACTERS).toWellFormed() : text;
}

/** @returns ISO 8601 with milliseconds, or undefined if the text is not a time */
function isoTime(time: string | undefined): string | undefined {
  const ms = time === undefined ? undefined : timeMs(time);
  return ms === undefined ? undefined : new Date(ms).toISOString();
}

/** @returns undefined if the detail is too long or nested too deeply for the bus */
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
  if (json.length < 2 * levels) return false; // each level has two brackets
  let depth = 0;
  for (const [bracket] of json.matchAll(/"(?:[^"\\]|\\.)*"|[[{\]}]/g)) {
    if (bracket === '[' || bracket === '{') depth += 1;
    else if (bracket === ']' || bracket === '}') depth -= 1;
    if (depth > levels) return true;
  }
  return false;
}
