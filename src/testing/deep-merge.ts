/** The same type with every member optional, at any depth. */
export type DeepPartial<T> = T extends readonly unknown[] | Readonly<Record<string, unknown>> | object
  ? { readonly [Member in keyof T]?: DeepPartial<T[Member]> }
  : T;

/**
 * Returns a copy of a JSON value with these members replaced. Members of objects and elements of lists are merged, so
 * that `{ messages: [{ text: { body: 'hi' } }] }` changes one text of the first message. `undefined` deletes a member.
 */
export function deepMerge(value: unknown, changes: unknown): unknown {
  if (Array.isArray(value) && Array.isArray(changes)) return mergeLists(value, changes);
  if (!isRecord(value) || !isRecord(changes)) return changes;
  const merged = new Map<string, unknown>(Object.entries(value));
  for (const [name, change] of Object.entries(changes)) {
    if (change === undefined) merged.delete(name);
    else merged.set(name, merged.has(name) ? deepMerge(merged.get(name), change) : change);
  }
  return Object.fromEntries(merged);
}

function mergeLists(value: readonly unknown[], changes: readonly unknown[]): unknown[] {
  const length = Math.max(value.length, changes.length);
  return Array.from({ length }, (_, at) => {
    if (!(at in changes)) return value[at];
    return at in value ? deepMerge(value[at], changes[at]) : changes[at];
  });
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
