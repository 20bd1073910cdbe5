import type { Json } from '../json/json.ts';
import { CHECK_OBJECT } from './end-to-end-check.ts';
import { CATALOG } from './catalog.ts';
import type { CatalogEntry } from './entry.ts';

/** Something that Meta sends and the catalog does not know: names only, never values. */
export interface UnknownShape {
  readonly what: 'object' | 'field' | 'kind';
  /** `page.quantum_feed`: safe to log and to name a metric's dimension by. */
  readonly name: string;
}

/** What of a change this file looks at. The catalog knows nothing of how changes are made. */
interface NamedChange {
  readonly object: string;
  readonly field: string;
  readonly kind: string;
  readonly value?: Json | undefined;
}

const MAX_NAME_CHARACTERS = 64;

/** Object → field → kinds. Maps, because names are hostile text. */
const KINDS: ReadonlyMap<string, ReadonlyMap<string, ReadonlySet<string>>> = new Map(
  CATALOG.map(({ object, entries }) => [object, readKinds(entries)]),
);

/** Says whether the catalog has an entry for this object, field and kind. */
export function isKnown({ object, field, kind }: Pick<NamedChange, 'object' | 'field' | 'kind'>): boolean {
  const fields = KINDS.get(object);
  return fields?.get(field)?.has(kind) ?? (fields?.has('*') === true && field === kind);
}

/**
 * Finds what the catalog does not know of a change, so that a new field of Meta's is noticed on the day it appears.
 * @returns the outermost unknown thing; nothing where all is known
 */
export function unknownShapes(change: NamedChange): readonly UnknownShape[] {
  const { object, field, kind, value } = change;
  const fields = KINDS.get(object);
  if (object === CHECK_OBJECT) return []; // ours
  if (fields === undefined) return [{ what: 'object', name: getName([object]) }];
  if (isKnown(change)) return [];
  if (!fields.has(field)) return [{ what: 'field', name: getName([object, field]) }];
  // Only the field's name was sent, which says nothing of a kind.
  return value === undefined ? [] : [{ what: 'kind', name: getName([object, field, kind]) }];
}

/** Names a member that the catalog does not list, safe to log. */
export function getMember(
  { object, kind }: Pick<NamedChange, 'object' | 'kind'>,
  member: string,
): { readonly object: string; readonly kind: string; readonly member: string } {
  return { object: getName([object]), kind: getName([kind]), member: getName([member]) };
}

/** The names come from the body: they are cut and cleaned of whatever a log or a metric might stumble over. */
function getName(names: readonly string[]): string {
  return names.map((name) => name.slice(0, MAX_NAME_CHARACTERS).replace(/[^\w.-]/g, '') || 'unnamed').join('.');
}

function readKinds(entries: readonly CatalogEntry[]): Map<string, Set<string>> {
  const kinds = Map.groupBy(entries, ({ field }) => field);
  const known = new Map([...kinds].map(([field, all]) => [field, new Set(all.map(({ kind }) => kind))]));
  const events = entries.filter((entry) => entry.in === 'event');
  if (events.length > 0) known.set('standby', new Set(events.map(({ kind }) => `standby.${kind}`)));
  // A value of a number may hold nothing but errors, under any field.
  if (entries.some((entry) => entry.in === 'element')) for (const kinds of known.values()) kinds.add('errors');
  return known;
}
