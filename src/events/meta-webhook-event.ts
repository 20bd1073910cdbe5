import { isKnown } from '../catalog/unknown-shapes.ts';
import type { FieldOf, KindOf, Values } from '../catalog/values/values.ts';
import { EVENT_SOURCE, type ArchiveRef, type ValueRef } from './event-reference.ts';

/** Detail of an event. The same change has the same `id`, however often Meta sends it. */
export interface MetaWebhookDetail<
  Object extends string = string,
  Field extends string = string,
  Kind extends string = string,
  Value = unknown,
> {
  readonly version: 1;
  /** Stable across Meta's retries: your idempotency key. 64 hexadecimal digits. */
  readonly id: string;
  /** Key of the app in the receiver's configuration. */
  readonly app: string;
  readonly object: Object;
  readonly field: Field;
  /** Kind of the change within the field: `message`, `message.deleted`, `status`… */
  readonly kind: Kind;
  /** Id of the entry: the Page, account or user. For Threads, the target. */
  readonly entryId: string;
  /** Id of the Page, account or user of the change. For WhatsApp, the phone number id. */
  readonly accountId: string;
  /** Time at which Meta sent the change, ISO 8601. Absent if Meta sends none. */
  readonly entryTime?: string;
  /** Time of the change itself, ISO 8601. Absent if Meta sends none. */
  readonly occurredAt?: string;
  /** Meta's verb. Absent if Meta sends none. */
  readonly verb?: string;
  /** Value as Meta sent it. Absent if Meta sent only the name of the field, or if `valueRef` replaces it. */
  readonly value?: Value;
  /** Members next to the value; `entry` has those of the entry. Usually absent. */
  readonly extra?: Readonly<Record<string, unknown>>;
  /** Location of a value that is too large for the bus. */
  readonly valueRef?: ValueRef;
  /** Only its time distinguishes the change from others, so it may be emitted twice. */
  readonly weak?: true;
  /** For a replay: the id of the original delivery. */
  readonly replayOf?: string;
  readonly deliveryId: string;
  /** Time at which the receiver got the delivery, ISO 8601. */
  readonly receivedAt: string;
  /** Location in the archive. Absent if the archive is disabled. */
  readonly archive?: ArchiveRef;
}

/** An event as EventBridge delivers it to its targets. */
export interface BridgeEvent<DetailType, Detail> {
  readonly version: string;
  /** EventBridge's own id, different at each attempt. Use `detail.id`. */
  readonly id: string;
  readonly source: typeof EVENT_SOURCE;
  readonly 'detail-type': DetailType;
  readonly account: string;
  /** Time at which the receiver accepted the delivery, ISO 8601. */
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: Detail;
}

/** Resolves a name, where `*` means any name. */
type Named<Name extends string> = Name extends '*' ? string : Name;
type Keys<Object extends keyof Values> = keyof Values[Object] & string;

/** The details of some keys of an object, one per key. */
type DetailOf<Object extends keyof Values, Key> =
  Key extends Keys<Object>
    ? MetaWebhookDetail<Object, Named<FieldOf<Key>>, Named<KindOf<Key>>, Values[Object][Key]>
    : never;

/** The details of each field: a union if it has several kinds. In one pass: with a filter per field, tsc took long. */
type DetailsOf<Object extends keyof Values> = { [Key in Keys<Object> as FieldOf<Key>]: DetailOf<Object, Key> };

type EventsOf<Object extends keyof Values> = {
  [Field in keyof DetailsOf<Object>]: BridgeEvent<`${Object}.${Named<Field>}`, DetailsOf<Object>[Field]>;
}[keyof DetailsOf<Object>];

/** All events in the catalog. */
export type KnownMetaWebhookEvent = { [Object in keyof Values]: EventsOf<Object> }[keyof Values];

/**
 * The detail-type of an unknown event. At run time it is a string, but with the type `string` the compiler could not
 * narrow the known events. Use `String(event['detail-type'])` to get it.
 */
export interface UnknownDetailType {
  readonly notInTheCatalog: true;
  toString(): string;
}

/** An event with an object, field or kind that is not in the catalog. Its value is unchanged, and it is weak. */
export type UnknownMetaWebhookEvent = BridgeEvent<UnknownDetailType, MetaWebhookDetail>;

/**
 * An event on the bus. Compare its detail-type to narrow `detail.value` to the type of that field. If a field has
 * several kinds, compare `detail.kind` too.
 *
 * The types follow Meta's documentation. Meta may send something else: {@link isKnownEvent} checks that the kind is in
 * the catalog, but nothing checks the members of a value.
 * @example
 * if (event['detail-type'] === 'instagram.comments') reply(event.detail.value?.text);
 */
export type MetaWebhookEvent = KnownMetaWebhookEvent | UnknownMetaWebhookEvent;

/** All detail-types in the catalog. */
export type MetaWebhookDetailType = KnownMetaWebhookEvent['detail-type'];

type EventsByDetailType = { [Event in KnownMetaWebhookEvent as Event['detail-type']]: Event };

/** The event of one detail-type: `MetaWebhookEventOf<'page.feed'>`. */
export type MetaWebhookEventOf<DetailType extends MetaWebhookDetailType> = EventsByDetailType[DetailType];

/** Returns whether an event is one of the receiver's events. */
export function isMetaWebhookEvent(event: unknown): event is MetaWebhookEvent {
  return getMember(event, 'source') === EVENT_SOURCE && getMember(getMember(event, 'detail'), 'version') === 1;
}

function getMember(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
}

/** Returns whether the object, field and kind of an event are in the catalog. */
export function isKnownEvent(event: MetaWebhookEvent): event is KnownMetaWebhookEvent {
  return isKnown(event.detail);
}

/** Narrows by detail-type, for filters: `events.filter((event) => isOfType(event, 'page.feed'))`. */
export function isOfType<DetailType extends MetaWebhookDetailType>(
  event: MetaWebhookEvent,
  detailType: DetailType,
): event is MetaWebhookEventOf<DetailType> {
  return event['detail-type'] === detailType && isKnownEvent(event);
}
