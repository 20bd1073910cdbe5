import { changeEntry, eventEntry, knownOf, type ObjectIndex } from '../catalog/catalog.ts';
import type { CatalogEntry, IdentityRule } from '../catalog/entry.ts';
import type { Change } from './change.ts';
import { openEnvelope, type EntryHead, type EnvelopeItem } from './envelope.ts';
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
  const changes: Change[] = [];
  for (const item of openEnvelope(body)) pushChanges(changes, item);
  return changes;
}

function pushChanges(changes: Change[], envelope: EnvelopeItem): void {
  const { form, item } = envelope;
  if (form === 'change') pushChange(changes, envelope);
  else if (form === 'event' || form === 'standby') changes.push(eventOf(envelope));
  else {
    const field = form === 'field name' ? text(item) : undefined;
    changes.push(field === undefined ? unknownChange(envelope) : changeOf(envelope, { field, kind: field, rule: FIELD_NAME_RULE }));
  }
}

function pushChange(changes: Change[], envelope: EnvelopeItem): void {
  const field = textAt(envelope.item, 'field');
  const value = member(envelope.item, 'value');
  const verb = textAt(envelope.item, 'verb') ?? textAt(value, 'verb');
  if (field === undefined) changes.push(unknownChange(envelope));
  else if (value === undefined) changes.push(changeOf(envelope, { field, kind: field, verb, rule: NO_VALUE_RULE }));
  else pushValue(changes, envelope, { field, verb, value });
}

function pushValue(changes: Change[], envelope: EnvelopeItem, told: Pick<Told, 'field' | 'verb'> & { readonly value: Json }): void {
  const { field, verb, value } = told;
  const known = knownOf(envelope.head.object);
  if (isEvent(value, known)) {
    const { kind, rule } = eventKind(value, known);
    changes.push(changeOf(envelope, { field, kind, value, rule }));
    return;
  }
  const scope = known.elements.size > 0 ? phoneNumberId(value) : undefined;
  const parts = splitValue(value, field, known.elements);
  for (const { entry, element, value: part } of parts) {
    changes.push(changeOf(envelope, { field, kind: entry.kind, verb, value: part, rule: entry.identify, about: element, scope }));
  }
  if (parts.length > 0) return;
  const entry = changeEntry(known, field, value);
  const kind = entry === undefined || entry.kind === '*' ? field : entry.kind;
  changes.push(changeOf(envelope, { field, kind, verb, value, rule: entry?.identify, scope }));
}

/**
 * A messaging event in `changes[]`: the dashboard's Test button, and reported for Instagram Login. Its member is an
 * object; a group's comment has a recipient too, but its `message` is a text.
 */
function isEvent(value: Json, known: ObjectIndex): value is JsonObject {
  return isObject(value) && isObject(member(value, 'recipient')) && Object.keys(value).some((name) => known.events.has(name) && isObject(value[name]));
}

function eventOf(envelope: EnvelopeItem): Change {
  const event = envelope.item;
  if (!isObject(event)) return unknownChange(envelope);
  const { kind, field, rule } = eventKind(event, knownOf(envelope.head.object));
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
  const { head, item } = envelope;
  return changeOf(envelope, { field: 'unknown', kind: 'unknown', value: item, about: withoutHead(item, head) });
}

/** What an unknown entry says besides its id and time, which the identity holds anyway. */
function withoutHead(item: Json, { entryId, entryTime }: EntryHead): Json {
  if (!isObject(item)) return item;
  const told = (name: string, value: Json | undefined): boolean =>
    (name === 'id' && text(value) === entryId) || (name === 'time' && entryTime !== undefined && text(value) === entryTime);
  return Object.fromEntries(Object.entries(item).filter(([name, value]) => !told(name, value)));
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

// Bodies hold 1,000 changes: each is built once, without spreading, which is most of what this module costs.
function changeOf({ head }: EnvelopeItem, { field, kind, verb, value, rule, about = value ?? null, scope }: Told): Change {
  const { object, entryId, entryTime } = head;
  const identity = identify({ entryId, verb, value: about }, scope ?? entryId, rule);
  return { object, field, kind, entryId, entryTime, verb, value, identity };
}
