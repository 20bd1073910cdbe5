import { deepJson } from '../../json/canonical-json.ts';
import type { SharedPart } from './change.ts';
import type { Json, JsonObject } from '../../json/json.ts';
import { partValue, type ValuePart } from './split-value.ts';

/** Bytes of shared content that each change may copy without a charge. */
const FREE_BYTES = 900;
/**
 * Bytes of further copies per byte of the body. Values may have 4 times the size of the body in total. The text of a
 * number may take up to 3.4 times its source (`1e15`); this is the rest.
 */
const COPIES_PER_BYTE = 0.5;

/** Value of one part: a copy, or a reference to a value that is stored once. */
export interface Copy {
  readonly value?: JsonObject;
  readonly shared?: SharedPart;
}

/**
 * Copies the shared members of a value to each of its elements, within a limit, so that a small body cannot produce a
 * huge result. A value over the limit is stored once, and each of its changes refers to its element in it.
 */
export class SharedValues {
  readonly values: Json[] = [];
  private budget: number;

  /** @param bodyBytes - length of the body */
  constructor(bodyBytes: number) {
    this.budget = bodyBytes * COPIES_PER_BYTE;
  }

  /** Returns the values of all parts of a value, in order. */
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

/** Maximum bytes of the members beside a value in an event. */
const MAX_EXTRA_BYTES = 16 * 1024;
/** Maximum nesting levels of these members. */
const MAX_EXTRA_DEPTH = 50;

/**
 * Returns whether the members beside a value are too large or too deep for its events.
 * @param changes - number of changes in the value, each of which would contain the members
 */
export function isTooMuchBeside(value: Json, changes: number): boolean {
  return !isWithinDepth(value, MAX_EXTRA_DEPTH) || countBytes(value) > (changes > 1 ? FREE_BYTES : MAX_EXTRA_BYTES);
}

function isWithinDepth(value: Json, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return levels > 0 && Object.values(value).every((inner) => inner === undefined || isWithinDepth(inner, levels - 1));
}

/** Counts the bytes of the copies. The first part is not a copy: the body contains it once. */
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
    return Buffer.byteLength(deepJson(value)); // The value is nested too deeply for JSON.stringify.
  }
}
