import type { CatalogEntry, CatalogObject } from './entry.ts';
import type { Json } from '../change/json.ts';
import { instagram } from './instagram.ts';
import { page } from './page.ts';
import { whatsappBusinessAccount } from './whatsapp-business-account.ts';

/** Every object that is known by name. */
export const CATALOG: readonly CatalogObject[] = [page, instagram, whatsappBusinessAccount];

/** One object's entries, ready to be looked up. Maps, because fields and members are hostile text. */
export interface ObjectIndex {
  readonly changes: ReadonlyMap<string, CatalogEntry>;
  /** In the order of the catalog: an event with two known members is told by the first. */
  readonly events: ReadonlyMap<string, readonly CatalogEntry[]>;
  readonly elements: ReadonlyMap<string, CatalogEntry>;
}

const NOTHING_KNOWN: ObjectIndex = { changes: new Map(), events: new Map(), elements: new Map() };
const INDEX: ReadonlyMap<string, ObjectIndex> = new Map(CATALOG.map((known) => [known.object, indexOf(known)]));

/** Gives what is known of an object; nothing of an unknown one. */
export function knownOf(object: string): ObjectIndex {
  return INDEX.get(object) ?? NOTHING_KNOWN;
}

/** Finds the entry of a change of `field`, or that of every field. */
export function changeEntry(known: ObjectIndex, field: string): CatalogEntry | undefined {
  return known.changes.get(field) ?? known.changes.get('*');
}

/** Finds the entry of a messaging event that has `member`. */
export function eventEntry(known: ObjectIndex, member: string, event: Json): CatalogEntry | undefined {
  return known.events.get(member)?.find((entry) => entry.when?.(event) ?? true);
}

function indexOf({ entries }: CatalogObject): ObjectIndex {
  const of = (place: CatalogEntry['in']): CatalogEntry[] => entries.filter((entry) => entry.in === place);
  return {
    changes: new Map(of('change').map((entry) => [entry.field, entry])),
    events: Map.groupBy(of('event'), (entry) => entry.member),
    elements: new Map(of('element').map((entry) => [entry.member, entry])),
  };
}
