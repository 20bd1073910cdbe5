import { CATALOG } from '../catalog/catalog.ts';

/** Replaces every object that is not in the catalog, because a body may contain any number of them. */
const OTHER_OBJECT = 'other';

const KNOWN_OBJECTS: ReadonlySet<string> = new Set(CATALOG.map(({ object }) => object));

/** Returns the dimension value of an object. */
export function objectDimension(object: string): string {
  return KNOWN_OBJECTS.has(object) ? object : OTHER_OBJECT;
}
