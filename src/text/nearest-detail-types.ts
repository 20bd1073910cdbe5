import { nearestNames } from './nearest-names.ts';

/**
 * Finds the detail-types that the user may have meant. If the whole name is not similar to any, its part after the dot
 * may be.
 * @param names - all detail-types: `<object>.<field>`
 */
export function nearestDetailTypes(given: string, names: readonly string[]): string[] {
  const near = nearestNames(given, names);
  if (near.length > 0) return near;
  const [object = '', field = object] = given.split('.');
  const fields = nearestNames(field, [...new Set(names.map((name) => name.slice(name.indexOf('.') + 1)))]);
  return names.filter((name) => fields.some((one) => name.endsWith(`.${one}`)));
}
