import { hash } from 'node:crypto';
import { asciiJson } from './ascii-json.ts';
import { isArray, isObject, type Json, type JsonObject } from './json.ts';

/**
 * Writes a value so that two texts of the same value become the same text: members sorted by name, no white space,
 * ASCII only. Works without recursion, because nesting is Meta's choice, not ours.
 */
export function canonicalJson(value: Json): string {
  return write(value, (object) => Object.keys(object).sort());
}

/** `JSON.stringify` for any depth of nesting: members that are undefined are not written. */
export function deepJson(value: Json): string {
  return write(value, (object) => Object.keys(object).filter((name) => object[name] !== undefined));
}

/** A digest over {@link canonicalJson}, `sha256:` and 64 hex digits: stands in an identity where Meta gives no id. */
export function digest(value: Json): string {
  return `sha256:${hash('sha256', canonicalJson(value))}`;
}

/** Either a value still to write, or text that stands between two of them. */
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

// What is pushed last is written first, so both go backwards.
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
