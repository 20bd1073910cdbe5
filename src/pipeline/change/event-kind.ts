import { eventEntry, type ObjectIndex } from '../../catalog/catalog.ts';
import type { CatalogEntry } from '../../catalog/entry.ts';
import { UNKNOWN_SHAPE, type IdentityRule } from '../../catalog/identity-rule.ts';
import { isObject, member, type JsonObject } from '../../json/json.ts';

/** Members of a messaging event beside the one member that determines its kind. */
const EVENT_HEAD: ReadonlySet<string> = new Set(['sender', 'recipient', 'timestamp']);

/** Kind of a messaging event. */
export interface EventKind {
  readonly kind: string;
  readonly field: string;
  readonly rule: IdentityRule;
}

/**
 * Returns whether an object is a messaging event, which may be in `changes[]` or be the entry itself. The member of an
 * event is an object. A comment in a group also has a recipient, but its `message` is a string.
 */
export function isEvent(value: JsonObject, known: ObjectIndex): boolean {
  const hasPerson = isObject(member(value, 'recipient')) || isObject(member(value, 'sender'));
  return hasPerson && Object.keys(value).some((name) => known.events.has(name) && isObject(value[name]));
}

/** Determines the kind of an event by its members. Their order has no meaning. */
export function eventKind(event: JsonObject, known: ObjectIndex): EventKind {
  const names = Object.keys(event).filter((name) => !EVENT_HEAD.has(name));
  const entry = firstKnown(event, names, known);
  if (entry) return { kind: entry.kind, field: entry.field, rule: entry.identity };
  const kind = names.sort()[0] ?? 'unknown';
  return { kind, field: kind, rule: UNKNOWN_SHAPE };
}

function firstKnown(event: JsonObject, names: readonly string[], known: ObjectIndex): CatalogEntry | undefined {
  const members = names.filter((name) => known.events.has(name));
  const first = members.length > 1 ? [...known.events.keys()].find((name) => members.includes(name)) : members[0];
  return first === undefined ? undefined : eventEntry(known, first, event);
}
