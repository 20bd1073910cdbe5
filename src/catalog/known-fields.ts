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
const ALIASES: Readonly<Record<string, readonly string[]>> = {
  ad_account: ['effective_status'],
  instagram: ['standby'],
  page: ['standby'],
};

/** Typing errors up to which a name is taken for another. */
const MAX_TYPOS = 3;

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

/**
 * Finds what somebody may have meant.
 * @returns the names with the fewest typing errors, at most {@link MAX_TYPOS}, and those that hold the name or are held
 *   by it
 */
export function nearestNames(given: string, names: readonly string[]): string[] {
  const distances = names.map((name) => [name, typosBetween(given, name)] as const);
  // A short name is near to many: of three letters one may be wrong.
  const most = Math.min(MAX_TYPOS, Math.floor(given.length / 3));
  const least = Math.min(most, ...distances.map(([, typos]) => typos));
  const near = distances.filter(([, typos]) => typos === least && typos <= most).map(([name]) => name);
  return near.length > 0
    ? near
    : names.filter((name) => given.length > 3 && (name.includes(given) || given.includes(name)));
}

/** Letters to add, to leave out or to change until one text is the other. */
function typosBetween(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const changed = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(changed, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
