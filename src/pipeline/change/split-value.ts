import type { CatalogEntry } from '../../catalog/entry.ts';
import { contactsByElement, type Contacts } from './contacts.ts';
import { toList } from './envelope.ts';
import { isArray, isObject, type Json, type JsonObject } from '../../json/json.ts';

/** One element of a value that has several, with a value of its own. */
export interface ValuePart {
  readonly entry: CatalogEntry;
  readonly element: Json;
  readonly list: string;
  /** Index in its list. */
  readonly index: number;
  /** Members that the parts share: one object for all parts, without the lists. */
  readonly rest: JsonObject;
  /** Contacts of this element; undefined if the value has none. */
  readonly contacts: readonly Json[] | undefined;
  /** Member that contains the list and the contacts; undefined if it is the value itself. */
  readonly within: string | undefined;
}

/** Field of conversations that another app handles, and member of its value. */
const STANDBY = 'standby';
const CONTACTS = 'contacts';

type Lists = ReadonlyMap<string, readonly CatalogEntry[]>;

/**
 * Splits a WhatsApp value into one part per element of its lists. In the envelope they are one change, but Meta batches
 * them differently, even on a retry.
 * @param field - distinguishes the elements of lists that have one name in several fields
 * @param lists - catalog entries by list name; empty for objects whose values are not split
 * @returns no parts if the value has no elements
 */
export function splitValue(value: Json, field: string, lists: Lists): ValuePart[] {
  if (lists.size === 0 || !isObject(value)) return [];
  const nested = nestedParts(value, field, lists);
  return [
    ...splitIntoParts(nested.length > 0 ? omit(value, STANDBY) : value, { field, lists, within: undefined }),
    ...nested,
  ];
}

/** Splits a value of the standby channel, whose lists are one level deeper. */
function nestedParts(value: JsonObject, field: string, lists: Lists): ValuePart[] {
  const inner = field === STANDBY && Object.hasOwn(value, STANDBY) ? value[STANDBY] : undefined;
  if (!isObject(inner)) return [];
  const nested = splitIntoParts(inner, { field, lists, within: STANDBY });
  const outer = Object.fromEntries(
    Object.entries(value).filter(([name]) => name !== STANDBY && !isList(name, { value, field, lists })),
  );
  const rest = { ...outer, [STANDBY]: nested[0]?.rest };
  return nested.map((part) => ({ ...part, rest }));
}

/**
 * Returns the value of one part: the value as Meta sent it, with this element as the only one of its list and without
 * the other lists.
 */
export function partValue({ rest, contacts, list, element, within }: Omit<ValuePart, 'entry' | 'index'>): JsonObject {
  const own = { ...(contacts && { [CONTACTS]: contacts }), [list]: [element] };
  if (within === undefined) return { ...rest, ...own };
  const inner = rest[within];
  return { ...rest, [within]: { ...(isObject(inner) ? inner : {}), ...own } };
}

interface Place {
  readonly field: string;
  readonly lists: Lists;
  readonly within: string | undefined;
}

function splitIntoParts(value: JsonObject, { field, lists, within }: Place): ValuePart[] {
  const found: { name: string; entry: CatalogEntry; element: Json; index: number }[] = [];
  for (const name of lists.keys()) {
    if (!isList(name, { value, field, lists })) continue;
    const entry = toEntry(lists.get(name), field);
    if (entry) toList(value[name]).forEach((element, index) => found.push({ name, entry, element, index }));
  }
  if (found.length === 0) return [];
  const contacts = findContacts(
    value,
    found.map(({ element }) => element),
  );
  const kept = Object.entries(value).filter(
    ([name]) => !(contacts !== undefined && name === CONTACTS) && !isList(name, { value, field, lists }),
  );
  const rest = Object.fromEntries(kept);
  return found.map(({ name, entry, element, index }, i) => ({
    entry,
    element,
    list: name,
    index,
    rest,
    contacts: contacts?.(i),
    within,
  }));
}

/** Returns whether a member is a list of the catalog. An object in its place counts as its only element. */
function isList(name: string, { value, field, lists }: { value: JsonObject; field: string; lists: Lists }): boolean {
  const entries = lists.get(name);
  const list = entries === undefined || !Object.hasOwn(value, name) ? undefined : value[name];
  if (!isArray(list) && !isObject(list)) return false;
  return entries?.some((entry) => !entry.onlyField || entry.field === field) ?? false;
}

function toEntry(entries: readonly CatalogEntry[] = [], field: string): CatalogEntry | undefined {
  return entries.find((one) => one.field === field) ?? entries[0];
}

function findContacts(value: JsonObject, elements: readonly Json[]): Contacts | undefined {
  const contacts = Object.hasOwn(value, CONTACTS) ? value[CONTACTS] : undefined;
  if (!isArray(contacts) && !isObject(contacts)) return undefined;
  return elements.length === 1 ? () => toList(contacts) : contactsByElement(toList(contacts), elements);
}

function omit(object: JsonObject, name: string): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([other]) => other !== name));
}
