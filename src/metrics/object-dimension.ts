import { CATALOG } from '../catalog/catalog.ts';

/** Stands for every object that the catalog does not know: a body may name as many as it likes. */
const OTHER_OBJECT = 'other';

const KNOWN_OBJECTS: ReadonlySet<string> = new Set(CATALOG.map(({ object }) => object));

/** Gives an object as the value of a metric's dimension. */
export function objectDimension(object: string): string {
  return KNOWN_OBJECTS.has(object) ? object : OTHER_OBJECT;
}
