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
  const ofField = names.filter((name) => fields.has(afterDot(name)));
  // The start of an object's name stands for it: `whatsapp` for `whatsapp_business_account`.
  const ofObject = ofField.filter((name) => name.startsWith(given.slice(0, Math.max(0, given.indexOf('.')))));
  return ofObject.length > 0 ? ofObject : ofField;
}

function afterDot(name: string): string {
  return name.slice(name.indexOf('.') + 1);
}
