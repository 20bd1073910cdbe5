/**
 * Reads the text of a member of a value. Nothing validates what Meta sends, so a value can differ from its type.
 * @param path - names of the members, from the outside in
 * @returns a number or a boolean as text; undefined if the member is missing, null, an object or a list
 */
export function textAt(value: unknown, ...path: readonly string[]): string | undefined {
  let at = value;
  for (const name of path) at = memberOf(at, name);
  if (typeof at === 'string') return at;
  return typeof at === 'number' || typeof at === 'boolean' ? String(at) : undefined;
}

/** Reads a member that the JSON text itself had: never one that every object inherits. */
function memberOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return Object.hasOwn(value, name) ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
}
