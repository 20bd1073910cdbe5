import { CATALOG } from './catalog.ts';
import type { CatalogObject } from './entry.ts';

/** Fields of an object that an app can subscribe to. */
export interface KnownFields {
  /** Sorted names; empty if {@link any} is true. */
  readonly names: readonly string[];
  /** True if every name is a field, as for `permissions`, where each permission is one. */
  readonly any: boolean;
}

/** Fields whose changes have other names than their subscription. */
const ALIASES: Readonly<Record<string, readonly string[]>> = {
  ad_account: ['effective_status'],
  instagram: ['standby'],
  page: ['standby'],
};

/** Matches the format of Meta's field names. */
const NAME = /^[a-z][a-z0-9_]{0,99}$/;

/** Lists the objects that an app can subscribe to, sorted. */
export function knownObjects(): string[] {
  return CATALOG.map(({ object }) => object).sort();
}

/** Returns the fields of an object; undefined for an unknown object. */
export function knownFields(object: string): KnownFields | undefined {
  const known: CatalogObject | undefined = CATALOG.find((one) => one.object === object);
  if (!known) return undefined;
  const names = [...new Set([...known.entries.map(({ field }) => field), ...(ALIASES[object] ?? [])])];
  return { names: names.filter((name) => name !== '*').sort(), any: names.includes('*') };
}

/** Returns the names that are not fields of a known object. */
export function unknownFields({ names, any }: KnownFields, fields: readonly string[]): string[] {
  return fields.filter((field) => !names.includes(field) && !(any && NAME.test(field)));
}
