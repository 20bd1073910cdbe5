import { CATALOG } from './catalog.ts';
import type { CatalogEntry, CatalogObject } from './entry.ts';

/** One type of event by object, field and kind: an entry, or its counterpart on the standby channel. */
export interface CatalogKind {
  readonly object: CatalogObject;
  /** Name of the field; `*` for any. */
  readonly field: string;
  readonly kind: string;
  readonly entry: CatalogEntry;
  /** Key in `Values` and the samples: `messages status`, or only the field if the kind has the same name. */
  readonly key: string;
}

/** All kinds in catalog order. The kinds of the standby channel are last in their object. */
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
