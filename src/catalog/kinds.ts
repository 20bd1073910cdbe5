import { CATALOG } from './catalog.ts';
import type { CatalogEntry, CatalogObject } from './entry.ts';

/**
 * One thing that an event may tell, as its object, field and kind say: an entry, or its twin on the standby channel.
 */
export interface CatalogKind {
  readonly object: CatalogObject;
  /** `*` stands for any. */
  readonly field: string;
  readonly kind: string;
  readonly entry: CatalogEntry;
  /** By which `Values` and the samples know it: `messages status`, or the field where the kind is the same. */
  readonly key: string;
}

/** Every kind of the catalog, in its order; the standby channel at the end of its object. */
export const CATALOG_KINDS: readonly CatalogKind[] = CATALOG.flatMap((object: CatalogObject) => {
  const entries = object.entries.map((entry) => getKind(object, entry, entry));
  const standby = new Map(object.entries.filter((entry) => entry.in === 'event').map((entry) => [entry.kind, entry]));
  return [
    ...entries,
    ...standby.values().map((entry) => getKind(object, entry, { field: 'standby', kind: `standby.${entry.kind}` })),
  ];
});

function getKind(
  object: CatalogObject,
  entry: CatalogEntry,
  { field, kind }: Pick<CatalogEntry, 'field' | 'kind'>,
): CatalogKind {
  return { object, field, kind, entry, key: field === kind ? field : `${field} ${kind}` };
}
