import type { Json } from '../json/json.ts';
import { CHECK_OBJECT } from './end-to-end-check.ts';
import { CATALOG } from './catalog.ts';
import type { CatalogEntry } from './entry.ts';

/** Name of an object, field or kind that the catalog does not contain. It includes no values. */
export interface UnknownShape {
  readonly what: 'object' | 'field' | 'kind';
  /** Name such as `page.quantum_feed`, safe for logs and metric dimensions. */
  readonly name: string;
}

/** The members of a change that this file needs. The catalog does not depend on how changes are built. */
interface NamedChange {
  readonly object: string;
  readonly field: string;
  readonly kind: string;
  readonly value?: Json | undefined;
}

const MAX_NAME_CHARACTERS = 64;

/** Kinds by object and field. These are maps, because names come from untrusted text. */
const KINDS: ReadonlyMap<string, ReadonlyMap<string, ReadonlySet<string>>> = new Map(
  CATALOG.map(({ object, entries }) => [object, readKinds(entries)]),
);

/** Returns whether the catalog has an entry for this object, field and kind. */
export function isKnown({ object, field, kind }: Pick<NamedChange, 'object' | 'field' | 'kind'>): boolean {
  const fields = KINDS.get(object);
  return fields?.get(field)?.has(kind) ?? (fields?.has('*') === true && field === kind);
}

/**
 * Finds the part of a change that the catalog does not know, so that new fields are noticed on the day they appear.
 * @returns the outermost unknown part; empty if everything is known
 */
export function unknownShapes(change: NamedChange): readonly UnknownShape[] {
  const { object, field, kind, value } = change;
  const fields = KINDS.get(object);
  if (object === CHECK_OBJECT) return []; // This is our own object.
  if (fields === undefined) return [{ what: 'object', name: getName([object]) }];
  if (isKnown(change)) return [];
  if (!fields.has(field)) return [{ what: 'field', name: getName([object, field]) }];
  // Only the name of the field was sent, which does not determine a kind.
  return value === undefined ? [] : [{ what: 'kind', name: getName([object, field, kind]) }];
}

/** Returns the name of a member that the catalog does not list, safe for logs. */
export function getMember(
  { object, kind }: Pick<NamedChange, 'object' | 'kind'>,
  member: string,
): { readonly object: string; readonly kind: string; readonly member: string } {
  return { object: getName([object]), kind: getName([kind]), member: getName([member]) };
}

/** Truncates and sanitizes names, because they come from the body. */
function getName(names: readonly string[]): string {
  return names.map((name) => name.slice(0, MAX_NAME_CHARACTERS).replace(/[^\w.-]/g, '') || 'unnamed').join('.');
}

function readKinds(entries: readonly CatalogEntry[]): Map<string, Set<string>> {
  const kinds = Map.groupBy(entries, ({ field }) => field);
  const known = new Map([...kinds].map(([field, all]) => [field, new Set(all.map(({ kind }) => kind))]));
  const events = entries.filter((entry) => entry.in === 'event');
  if (events.length > 0) known.set('standby', new Set(events.map(({ kind }) => `standby.${kind}`)));
  // A value of a phone number may contain only errors, in any field.
  if (entries.some((entry) => entry.in === 'element')) for (const kinds of known.values()) kinds.add('errors');
  return known;
}
