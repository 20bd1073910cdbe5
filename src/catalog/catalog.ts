import { adAccount } from './ad-account.ts';
import { application } from './application.ts';
import { certificateTransparency } from './certificate-transparency.ts';
import type { CatalogEntry, CatalogObject } from './entry.ts';
import { instagram } from './instagram.ts';
import { managedMetaAccount } from './managed-meta-account.ts';
import { page } from './page.ts';
import { payments } from './payments.ts';
import { permissions } from './permissions.ts';
import { productCatalog } from './product-catalog.ts';
import { threads } from './threads.ts';
import { user } from './user.ts';
import { whatsappBusinessAccount } from './whatsapp-business-account.ts';
import type { Json } from '../json/json.ts';

/** All objects that the catalog knows. */
export const CATALOG = [
  page,
  instagram,
  whatsappBusinessAccount,
  threads,
  user,
  permissions,
  payments,
  adAccount,
  application,
  productCatalog,
  certificateTransparency,
  managedMetaAccount,
] as const satisfies readonly CatalogObject[];

/** Entries by field, member or list name. If a name has several entries, the first that applies is used. */
type EntriesByName = ReadonlyMap<string, readonly CatalogEntry[]>;

/** Index of one object's entries. It uses maps, because fields and members come from untrusted text. */
export interface ObjectIndex {
  /** Entries by field. */
  readonly changes: EntriesByName;
  /** Entries by member, in catalog order: the first known member determines the kind of an event. */
  readonly events: EntriesByName;
  /** Entries by list name. */
  readonly elements: EntriesByName;
}

const NOTHING_KNOWN: ObjectIndex = { changes: new Map(), events: new Map(), elements: new Map() };
const INDEX: ReadonlyMap<string, ObjectIndex> = new Map(CATALOG.map((known) => [known.object, indexOf(known)]));

/** Returns the index of an object, which is empty for an unknown object. */
export function entriesFor(object: string): ObjectIndex {
  return INDEX.get(object) ?? NOTHING_KNOWN;
}

/** Finds the entry of a field, or the entry for every field of the object. */
export function changeEntry(known: ObjectIndex, field: string, value: Json): CatalogEntry | undefined {
  return firstThatHolds(known.changes.get(field) ?? known.changes.get('*'), value);
}

/** Finds the entry of a messaging event by one of its members. */
export function eventEntry(known: ObjectIndex, member: string, event: Json): CatalogEntry | undefined {
  return firstThatHolds(known.events.get(member), event);
}

function firstThatHolds(entries: readonly CatalogEntry[] | undefined, value: Json): CatalogEntry | undefined {
  return entries?.find(({ when }) => when === undefined || when(value));
}

function indexOf({ entries }: CatalogObject): ObjectIndex {
  const of = (place: CatalogEntry['in']): EntriesByName =>
    Map.groupBy(
      entries.filter((entry) => entry.in === place),
      (entry) => entry.member,
    );
  return { changes: of('change'), events: of('event'), elements: of('element') };
}
