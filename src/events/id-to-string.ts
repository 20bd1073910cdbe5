import type { MetaId } from '../catalog/values/shared.ts';

/**
 * Returns an id of Meta as a string. Meta sends most ids as strings, and the ids of some fields as numbers.
 * @returns undefined for an id that is absent
 * @example
 * const commentId = idToString(event.detail.value?.id);
 */
export function idToString(id: MetaId): string;
export function idToString(id: MetaId | undefined): string | undefined;
export function idToString(id: MetaId | undefined): string | undefined {
  return id === undefined ? undefined : String(id);
}
