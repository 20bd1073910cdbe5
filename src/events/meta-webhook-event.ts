import { isKnown } from '../catalog/unknown-shapes.ts';
import type { FieldOf, KindOf, Values } from '../catalog/values/values.ts';
import { EVENT_SOURCE, type ArchiveRef, type ValueRef } from './event-reference.ts';

/** What an event says. The same change has the same `id`, however often Meta sends it. */
export interface MetaWebhookDetail<
  Object extends string = string,
  Field extends string = string,
  Kind extends string = string,
  Value = unknown,
> {
  readonly version: 1;
  /** Stable across Meta's retries: your idempotency key. 64 hexadecimal digits. */
  readonly id: string;
  /** The app's key in the receiver's configuration. */
  readonly app: string;
  readonly object: Object;
  readonly field: Field;
  /** Finer than the field: `message`, `message.deleted`, `status`… */
  readonly kind: Kind;
  /** Whose entry it is: the id of the Page, account or user. Threads: the target. */
  readonly entryId: string;
  /** Whose change it is: the Page's, account's or user's id; of a WhatsApp number its phone number id. */
  readonly accountId: string;
  /** When Meta sent it, ISO 8601; absent where Meta gives no time. */
  readonly entryTime?: string;
  /** The change's own time, ISO 8601; absent where it has none. */
  readonly occurredAt?: string;
  /** Only where Meta has one. */
  readonly verb?: string;
  /** As Meta sent it; absent where only the field's name was sent, and where `valueRef` stands in its place. */
  readonly value?: Value;
  /** Members that stood beside the value; `entry` holds those of the entry. Usually absent. */
  readonly extra?: Readonly<Record<string, unknown>>;
  /** Where a value lies that is too large for the bus. */
  readonly valueRef?: ValueRef;
  /** Nothing but the time of sending tells it from others: it may come twice. */
  readonly weak?: true;
  /** On a replay: the delivery that is replayed. */
  readonly replayOf?: string;
  readonly deliveryId: string;
  /** ISO 8601. */
  readonly receivedAt: string;
  /** Absent where the archive is off. */
  readonly archive?: ArchiveRef;
}

/** An event as EventBridge gives it to its targets. */
export interface BridgeEvent<DetailType, Detail> {
  readonly version: string;
  /** EventBridge's own: another one at each try. Use `detail.id`. */
  readonly id: string;
  readonly source: typeof EVENT_SOURCE;
  readonly 'detail-type': DetailType;
  readonly account: string;
  /** When the receiver took the delivery, ISO 8601. */
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: Detail;
}

/** `*` stands for any name. */
type Named<Name extends string> = Name extends '*' ? string : Name;
type Keys<Object extends keyof Values> = keyof Values[Object] & string;

/** The details of one field, one per kind. */
type DetailsOf<Object extends keyof Values, Field extends string, Key extends Keys<Object>> =
  Key extends Keys<Object>
    ? FieldOf<Key> extends Field
      ? MetaWebhookDetail<Object, Named<Field>, Named<KindOf<Key>>, Values[Object][Key]>
      : never
    : never;

type EventsOf<Object extends keyof Values> = {
  [Field in FieldOf<Keys<Object>>]: BridgeEvent<`${Object}.${Named<Field>}`, DetailsOf<Object, Field, Keys<Object>>>;
}[FieldOf<Keys<Object>>];

/** Every event that the catalog knows. */
export type KnownMetaWebhookEvent = { [Object in keyof Values]: EventsOf<Object> }[keyof Values];

/**
 * The detail-type of an unknown event. It is a text, but the compiler must not think so: a text of any content would
 * blur what it knows of the others. `String(event['detail-type'])` gives it.
 */
export interface UnknownDetailType {
  readonly notInTheCatalog: true;
  toString(): string;
}

/** An event of an object, field or kind that the catalog does not know; it comes as it is, and weak. */
export type UnknownMetaWebhookEvent = BridgeEvent<UnknownDetailType, MetaWebhookDetail>;

/**
 * An event on the bus. Compare its detail-type, and `detail.value` has the type of that field; where a field tells of
 * several things, compare `detail.kind` too.
 *
 * The types say what Meta documents. Meta may send otherwise: {@link isKnownEvent} tells an event whose kind the
 * catalog has, but nobody checks a value's members.
 * @example
 * if (event['detail-type'] === 'instagram.comments') reply(event.detail.value?.text);
 */
export type MetaWebhookEvent = KnownMetaWebhookEvent | UnknownMetaWebhookEvent;

/** The detail-types of the catalog. */
export type MetaWebhookDetailType = KnownMetaWebhookEvent['detail-type'];

/** The event of one detail-type: `MetaWebhookEventOf<'page.feed'>`. */
export type MetaWebhookEventOf<DetailType extends MetaWebhookDetailType> = Extract<
  KnownMetaWebhookEvent,
  { readonly 'detail-type': DetailType }
>;

/** Tells the receiver's events from others on the same bus. */
export function isMetaWebhookEvent(event: unknown): event is MetaWebhookEvent {
  return memberOf(event, 'source') === EVENT_SOURCE && memberOf(memberOf(event, 'detail'), 'version') === 1;
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
}

/** Tells events whose object, field and kind the catalog has from all others. */
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
