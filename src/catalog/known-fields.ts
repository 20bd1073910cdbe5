import { CATALOG } from './catalog.ts';
import type { CatalogObject } from './entry.ts';

/** What can be subscribed to of an object. */
export interface KnownFields {
  /** Sorted; empty where {@link any}. */
  readonly names: readonly string[];
  /** Every name is a field: of `permissions`, where each permission is one. */
  readonly any: boolean;
}

/** Fields that are subscribed to by one name and delivered by others. */
const ALIASES: Readonly<Record<string, readonly string[]>> = { ad_account: ['effective_status'], instagram: ['standby'], page: ['standby'] };

/** A field of an object as Meta writes names. */
const NAME = /^[a-z][a-z0-9_]{0,99}$/;

/** The objects that can be subscribed to, sorted. */
export function knownObjects(): string[] {
  return CATALOG.map(({ object }) => object).sort();
}

/** Gives the fields of an object; undefined of one that the catalog does not know. */
export function knownFields(object: string): KnownFields | undefined {
  const known: CatalogObject | undefined = CATALOG.find((one) => one.object === object);
  if (!known) return undefined;
  const names = [...new Set([...known.entries.map(({ field }) => field), ...(ALIASES[object] ?? [])])];
  return { names: names.filter((name) => name !== '*').sort(), any: names.includes('*') };
}

/** Those of the names that are no field of a known object. */
export function unknownFields({ names, any }: KnownFields, fields: readonly string[]): string[] {
  return fields.filter((field) => !names.includes(field) && !(any && NAME.test(field)));
}
