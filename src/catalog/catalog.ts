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

/** Every object that is known by name. */
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

/** Entries by the name that tells them; of those of one name, the first that holds counts. */
type EntriesByName = ReadonlyMap<string, readonly CatalogEntry[]>;

/** One object's entries, ready to be looked up. Maps, because fields and members are hostile text. */
export interface ObjectIndex {
  /** By field. */
  readonly changes: EntriesByName;
  /** By member, in the order of the catalog: an event with two known members is told by the first. */
  readonly events: EntriesByName;
  /** By the list's name. */
  readonly elements: EntriesByName;
}

const NOTHING_KNOWN: ObjectIndex = { changes: new Map(), events: new Map(), elements: new Map() };
const INDEX: ReadonlyMap<string, ObjectIndex> = new Map(CATALOG.map((known) => [known.object, indexOf(known)]));

/** Gives what is known of an object; nothing of an unknown one. */
export function entriesFor(object: string): ObjectIndex {
  return INDEX.get(object) ?? NOTHING_KNOWN;
}

/** Finds the entry of a change of `field`, or that of every field. */
export function changeEntry(known: ObjectIndex, field: string, value: Json): CatalogEntry | undefined {
  return firstThatHolds(known.changes.get(field) ?? known.changes.get('*'), value);
}

/** Finds the entry of a messaging event that has `member`. */
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
