import { nearestNames } from './nearest-names.ts';

/**
 * Finds the detail-types or samples that the user may have meant. If the whole name is not similar to any, its part
 * after the first dot may be.
 * @param names - `<object>.<field>`, or more
 */
export function nearestDottedNames(given: string, names: readonly string[]): string[] {
  const near = nearestNames(given, names);
  if (near.length > 0) return near;
  const fields = new Set(nearestNames(afterDot(given), [...new Set(names.map(afterDot))]));
  return names.filter((name) => fields.has(afterDot(name)));
}

function afterDot(name: string): string {
  return name.slice(name.indexOf('.') + 1);
}
