import { changeEntry, eventEntry, knownOf, type ObjectIndex } from '../catalog/catalog.ts';
import type { CatalogEntry, IdentityRule } from '../catalog/entry.ts';
import type { Change } from './change.ts';
import { openEnvelope, type EnvelopeItem } from './envelope.ts';
import { FIELD_NAME_RULE, identify, NO_VALUE_RULE, unknownEventRule } from './identity.ts';
import { isObject, member, text, textAt, type Json, type JsonObject } from './json.ts';
import { splitValue } from './split-value.ts';

/** What a messaging event has besides the one member that tells what happened. */
const EVENT_HEAD: ReadonlySet<string> = new Set(['sender', 'recipient', 'timestamp']);

/**
 * Splits a body into changes, in the order of the body. Nothing is lost: unknown objects, fields and shapes become
 * changes too, weak ones. Nothing throws, whatever the body.
 */
export function split(body: Json): Change[] {
  return openEnvelope(body).flatMap(splitItem);
}

function splitItem(envelope: EnvelopeItem): Change[] {
  const known = knownOf(envelope.object);
  const field = envelope.form === 'change' ? textAt(envelope.item, 'field') : text(envelope.item);
  if (envelope.form === 'event' || envelope.form === 'standby') return [splitEvent(envelope, known)];
  if (envelope.form === 'unknown' || field === undefined) return [unknownChange(envelope)];
  if (envelope.form === 'field name') return [changeOf(envelope, { field, kind: field, rule: FIELD_NAME_RULE })];
  return splitChange(envelope, field, known);
}

function splitChange(envelope: EnvelopeItem, field: string, known: ObjectIndex): Change[] {
  const value = member(envelope.item, 'value');
  const verb = textAt(envelope.item, 'verb') ?? textAt(value, 'verb');
  if (value === undefined) return [changeOf(envelope, { field, kind: field, verb, rule: NO_VALUE_RULE })];
  if (isEvent(value, known)) return [changeOf(envelope, { ...eventKind(value, known), field, value })];
  const parts = splitValue(value, known.elements);
  if (parts.length > 0) {
    return parts.map(({ entry, element, value: part }) =>
      changeOf(envelope, { field, kind: entry.kind, verb, value: part, rule: entry.identify, about: element, scope: phoneNumberId(value) }),
    );
  }
  return [changeOf(envelope, { field, kind: field, verb, value, rule: changeEntry(known, field)?.identify })];
}

/** A messaging event in `changes[]`: the dashboard's Test button, and reported for Instagram Login. */
function isEvent(value: Json, known: ObjectIndex): value is JsonObject {
  return isObject(value) && isObject(member(value, 'recipient')) && Object.keys(value).some((name) => known.events.has(name));
}

function splitEvent(envelope: EnvelopeItem, known: ObjectIndex): Change {
  const event = envelope.item;
  if (!isObject(event)) return unknownChange(envelope);
  const { kind, field, rule } = eventKind(event, known);
  return envelope.form === 'standby'
    ? changeOf(envelope, { field: 'standby', kind: `standby.${kind}`, value: event, rule })
    : changeOf(envelope, { field, kind, value: event, rule });
}

/** Tells by its members what happened. The order in which they stand says nothing. */
function eventKind(event: JsonObject, known: ObjectIndex): { kind: string; field: string; rule: IdentityRule } {
  const names = Object.keys(event).filter((name) => !EVENT_HEAD.has(name));
  const entry = firstKnown(event, names, known);
  if (entry) return { kind: entry.kind, field: entry.field, rule: entry.identify };
  const kind = names.sort()[0] ?? 'unknown';
  return { kind, field: kind, rule: unknownEventRule(names) };
}

function firstKnown(event: JsonObject, names: readonly string[], known: ObjectIndex): CatalogEntry | undefined {
  const members = names.filter((name) => known.events.has(name));
  const first = members.length > 1 ? [...known.events.keys()].find((name) => members.includes(name)) : members[0];
  return first === undefined ? undefined : eventEntry(known, first, event);
}

function unknownChange(envelope: EnvelopeItem): Change {
  return changeOf(envelope, { field: 'unknown', kind: 'unknown', value: envelope.item });
}

/** WhatsApp's ids are unique within a phone number; account fields have none. */
function phoneNumberId(value: Json): string | undefined {
  return textAt(value, 'metadata', 'phone_number_id');
}

interface Told {
  readonly field: string;
  readonly kind: string;
  readonly verb?: string | undefined;
  readonly value?: Json;
  readonly rule?: IdentityRule | undefined;
  /** What the rule looks at, where that is not the whole value. */
  readonly about?: Json;
  readonly scope?: string | undefined;
}

function changeOf({ object, entryId, entryTime }: EnvelopeItem, told: Told): Change {
  const { field, kind, verb, value, rule, about = value ?? null, scope = entryId } = told;
  return {
    object,
    field,
    kind,
    entryId,
    ...(entryTime !== undefined && { entryTime }),
    ...(verb !== undefined && { verb }),
    ...(value !== undefined && { value }),
    identity: { scope, ...identify(rule, { entryId, verb, value: about }) },
  };
}
