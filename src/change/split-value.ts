import type { CatalogEntry } from '../catalog/entry.ts';
import { isArray, isObject, member, textAt, type Json, type JsonObject } from './json.ts';

/** One occurrence of a value that holds several, with a value of its own. */
export interface ValuePart {
  readonly entry: CatalogEntry;
  readonly element: Json;
  /** The value as Meta sent it, but with this one element in its list, without the other lists. */
  readonly value: JsonObject;
}

/** Where an element says whom it is from or for; any may be missing since 2026, phone numbers included. */
const PERSON_OF_ELEMENT = ['from', 'from_user_id', 'recipient_id', 'recipient_user_id', 'wa_id', 'user_id'] as const;
/** Contacts that no element names and that every element gets: more would multiply a body by its own size. */
const MAX_SHARED_CONTACTS = 10;
const PERSON_OF_CONTACT = ['wa_id', 'user_id'] as const;

/**
 * Splits a WhatsApp value into one part per element of its lists: by the envelope they are one change, but Meta
 * batches them as it likes, also on a retry.
 * @param field - tells apart what comes in a list of one name under several fields
 * @param lists - list name → catalog entries; empty for objects whose values are not split
 * @returns no parts where the value has no elements
 */
export function splitValue(value: Json, field: string, lists: ReadonlyMap<string, readonly CatalogEntry[]>): ValuePart[] {
  if (lists.size === 0 || !isObject(value)) return [];
  const elements = [...lists].flatMap(([name, entries]) => {
    const list = member(value, name);
    const entry = entries.find((one) => one.field === field) ?? entries[0];
    return isArray(list) && entry ? list.map((element) => ({ name, entry, element })) : [];
  });
  if (elements.length === 0) return [];
  const rest = Object.fromEntries(Object.entries(value).filter(([name, list]) => !(lists.has(name) && isArray(list))));
  const contactsOf = contactsByElement(member(value, 'contacts'), elements.map(({ element }) => element));
  return elements.map(({ name, entry, element }, i) => ({
    entry,
    element,
    value: { ...rest, ...contactsOf(i), [name]: [element] },
  }));
}

/**
 * Each element gets the contacts that it names, and some of those that no element names; the first gets all of these,
 * so that none is lost.
 */
function contactsByElement(contacts: Json | undefined, elements: readonly Json[]): (i: number) => JsonObject {
  if (!isArray(contacts) || elements.length === 1) return () => ({});
  const namedBy = elements.map((element) => idsIn(element, PERSON_OF_ELEMENT));
  const named = new Set(namedBy.flat());
  const indexed = contacts.map((contact, at) => ({ at, ids: idsIn(contact, PERSON_OF_CONTACT).filter((id) => named.has(id)) }));
  const unnamed = indexed.filter(({ ids }) => ids.length === 0).map(({ at }) => at);
  const shared = unnamed.slice(0, MAX_SHARED_CONTACTS);
  // Looked up by id: a body of thousands of messages has as many contacts.
  const byId = Map.groupBy(indexed.flatMap(({ at, ids }) => ids.map((id) => ({ at, id }))), ({ id }) => id);
  return (i) => {
    const own = (namedBy[i] ?? []).flatMap((id) => byId.get(id) ?? []).map(({ at }) => at);
    const places = [...new Set([...(i === 0 ? unnamed : shared), ...own])].sort((a, b) => a - b);
    return { contacts: places.map((at) => contacts[at] ?? null) };
  };
}

function idsIn(value: Json, names: readonly string[]): string[] {
  return names.map((name) => textAt(value, name)).filter((id) => id !== undefined);
}
