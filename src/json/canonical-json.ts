import { hash } from 'node:crypto';
import { asciiJson } from './ascii-json.ts';
import { isArray, isObject, type Json, type JsonObject } from './json.ts';

/**
 * Writes a value in a canonical form: members sorted by name, no white space, ASCII only. It is not recursive, because
 * Meta determines the levels of nesting.
 */
export function canonicalJson(value: Json): string {
  return write(value, (object) => Object.keys(object).sort());
}

/** Works as `JSON.stringify` for any number of levels. Undefined members are omitted. */
export function deepJson(value: Json): string {
  return write(value, (object) => Object.keys(object).filter((name) => object[name] !== undefined));
}

/**
 * Returns the digest of {@link canonicalJson}: `sha256:` and 64 hex digits. It identifies a value without a Meta id.
 */
export function digest(value: Json): string {
  return `sha256:${hash('sha256', canonicalJson(value))}`;
}

/** A value to write, or text between two values. */
type Pending = { readonly value: Json } | string;

function write(value: Json, listNames: (object: JsonObject) => string[]): string {
  const written: string[] = [];
  const pending: Pending[] = [{ value }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (typeof next === 'string') written.push(next);
    else if (isArray(next.value)) pushArray(pending, next.value);
    else if (isObject(next.value)) pushObject(pending, next.value, listNames(next.value));
    else written.push(asciiJson(next.value));
  }
  return written.join('');
}

// The element that is pushed last is written first, so push in reverse order.
function pushArray(pending: Pending[], array: readonly Json[]): void {
  pending.push(']');
  for (let i = array.length - 1; i >= 0; i -= 1) {
    pending.push({ value: array[i] ?? null });
    if (i > 0) pending.push(',');
  }
  pending.push('[');
}

function pushObject(pending: Pending[], object: JsonObject, names: readonly string[]): void {
  pending.push('}');
  for (let i = names.length - 1; i >= 0; i -= 1) {
    const name = names[i] ?? '';
    pending.push({ value: object[name] ?? null }, `${asciiJson(name)}:`);
    if (i > 0) pending.push(',');
  }
  pending.push('{');
}
