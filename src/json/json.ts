/** A JSON value as {@link parseLossless} returns it. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
/**
 * A JSON object. Its members may have any name, including `__proto__` and `constructor`: read them with {@link member}.
 */
export interface JsonObject {
  readonly [name: string]: Json | undefined;
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isArray(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/** Reads a member that the text itself had: never one that every object inherits. */
export function member(value: Json | undefined, ...path: readonly string[]): Json | undefined {
  const [only] = path;
  if (path.length === 1 && only !== undefined)
    return isObject(value) && Object.hasOwn(value, only) ? value[only] : undefined;
  let at = value;
  for (const name of path) {
    at = isObject(at) && Object.hasOwn(at, name) ? at[name] : undefined;
  }
  return at;
}

/** Returns the source text of a string, a number or a boolean, and undefined for null, objects and arrays. */
export function text(value: Json | undefined): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

/** Reads a member as {@link text}. */
export function textAt(value: Json | undefined, ...path: readonly string[]): string | undefined {
  return text(member(value, ...path));
}
