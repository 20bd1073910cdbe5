import { deepJson } from '../../json/canonical-json.ts';
import type { SharedPart } from './change.ts';
import type { Json, JsonObject } from '../../json/json.ts';
import { partValue, type ValuePart } from './split-value.ts';

/** Bytes of what a change shares with others that every change may have for nothing. */
const FREE_BYTES = 900;
/**
 * Bytes of copies beyond that, for each byte of the body. Values are at most 4 times the body: the text of a number
 * may grow to 3.4 times its source (`1e15`), and this is what remains.
 */
const COPIES_PER_BYTE = 0.5;

/** The value of one part: a copy, or its place in a value that is stored once. */
export interface Copy {
  readonly value?: JsonObject;
  readonly shared?: SharedPart;
}

/**
 * Copies what the elements of a value share onto each of them, within a bound: a body must not multiply itself. A
 * value over the bound is stored once, whole, and each of its changes says where in it its element stands.
 */
export class SharedValues {
  readonly values: Json[] = [];
  private budget: number;

  /** @param bodyBytes - the length of the body's text */
  constructor(bodyBytes: number) {
    this.budget = bodyBytes * COPIES_PER_BYTE;
  }

  /** Gives the values of all parts of a value, in order. */
  copies(value: Json, parts: readonly ValuePart[]): Copy[] {
    const charge = copiedBytes(parts);
    if (charge <= this.budget) {
      this.budget -= charge;
      return parts.map((part) => ({ value: partValue(part) }));
    }
    const at = this.values.push(value) - 1;
    return parts.map(({ list, within, index }) => ({
      shared: { at, list: within === undefined ? list : `${within}.${list}`, index },
    }));
  }
}

/** Bytes of members beside a value that an event carries besides the value. */
const MAX_EXTRA_BYTES = 16 * 1024;
/** Levels of nesting of such members. */
const MAX_EXTRA_DEPTH = 50;

/**
 * Whether members that stand beside a value are too much for an event to carry them.
 * @param changes - how many changes the value holds: each would carry them
 */
export function isTooMuchBeside(value: Json, changes: number): boolean {
  return !isWithinDepth(value, MAX_EXTRA_DEPTH) || countBytes(value) > (changes > 1 ? FREE_BYTES : MAX_EXTRA_BYTES);
}

function isWithinDepth(value: Json, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return levels > 0 && Object.values(value).every((inner) => inner === undefined || isWithinDepth(inner, levels - 1));
}

/** What the first part has is no copy: it stands once in the body. */
function copiedBytes(parts: readonly ValuePart[]): number {
  const [first, ...others] = parts;
  if (first === undefined || others.length === 0) return 0;
  const shared = new Map<JsonObject, number>();
  let bytes = 0;
  for (const { rest, contacts } of others) {
    if (!shared.has(rest)) shared.set(rest, countBytes(rest));
    const each = (shared.get(rest) ?? 0) + (contacts === undefined ? 0 : countBytes(contacts));
    if (each > FREE_BYTES) bytes += each;
  }
  return bytes;
}

function countBytes(value: Json): number {
  try {
    return Buffer.byteLength(JSON.stringify(value));
  } catch {
    return Buffer.byteLength(deepJson(value)); // nested too deep for the other
  }
}
