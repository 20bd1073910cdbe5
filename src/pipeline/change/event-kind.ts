import { eventEntry, type ObjectIndex } from '../../catalog/catalog.ts';
import type { CatalogEntry } from '../../catalog/entry.ts';
import { UNKNOWN_SHAPE, type IdentityRule } from '../../catalog/identity-rule.ts';
import { isObject, member, type JsonObject } from '../../json/json.ts';

/** What a messaging event has besides the one member that tells what happened. */
const EVENT_HEAD: ReadonlySet<string> = new Set(['sender', 'recipient', 'timestamp']);

/** What a messaging event tells. */
export interface EventKind {
  readonly kind: string;
  readonly field: string;
  readonly rule: IdentityRule;
}

/**
 * Says whether an object is a messaging event: one may stand in `changes[]` or be the entry itself. Its member is an
 * object; a group's comment has a recipient too, but its `message` is a text.
 */
export function isEvent(value: JsonObject, known: ObjectIndex): boolean {
  const hasPerson = isObject(member(value, 'recipient')) || isObject(member(value, 'sender'));
  return hasPerson && Object.keys(value).some((name) => known.events.has(name) && isObject(value[name]));
}

/** Tells by its members what happened. The order in which they stand says nothing. */
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
