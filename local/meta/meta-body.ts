import { isArray, isObject, text, type Json, type JsonObject } from '../../src/json/json.ts';

/** One element of a body, with everything needed to put it into another body. */
export interface Piece {
  /** The body without its entries, or Threads' own envelope without its values. */
  readonly frame: JsonObject;
  /** The entry without its lists. */
  readonly head: JsonObject;
  /** The list that contains the element. `entry` means that the entry has no list and is the element itself. */
  readonly list: (typeof LISTS)[number] | 'values' | 'entry';
  readonly item: Json;
}

const LISTS = ['changes', 'messaging', 'standby', 'changed_fields'] as const;
/** Smaller times are seconds. Larger times, as in messaging, are milliseconds. */
const FIRST_MS = 1e12;

/**
 * Splits a Meta body into elements that Meta could also send in other bodies at other times.
 * @returns undefined if the body is not a Meta webhook body
 */
export function takeApart(body: Json): readonly Piece[] | undefined {
  // Samples in the documentation can be an array of several bodies.
  if (isArray(body)) {
    const parts = body.map(takeApart);
    return parts.every((part) => part !== undefined) ? parts.flat() : undefined;
  }
  if (!isObject(body)) return undefined;
  const { values, entry, ...frame } = body;
  if (values !== undefined) return toList(values).map((item) => ({ frame, head: {}, list: 'values', item }));
  if (entry === undefined) return undefined;
  return toList(entry).flatMap((one) => ofEntry(frame, one));
}

function ofEntry(frame: JsonObject, entry: Json): Piece[] {
  const lists =
    isObject(entry) && !Object.hasOwn(entry, 'field') ? LISTS.filter((list) => Object.hasOwn(entry, list)) : [];
  if (!isObject(entry) || lists.length === 0) return [{ frame, head: {}, list: 'entry', item: entry }];
  const head = Object.fromEntries(Object.entries(entry).filter(([name]) => !LISTS.some((list) => list === name)));
  return lists.flatMap((list) => toList(entry[list]).map((item) => ({ frame, head, list, item })));
}

/** Returns a key that is equal for pieces that can share a body. Threads sends each piece in its own body. */
export function bodyKey({ frame, list, item }: Piece): string {
  return JSON.stringify(list === 'values' ? [frame, item] : [frame]);
}

/**
 * Builds one body from pieces.
 * @param pieces - at least one; all have the same {@link bodyKey}
 * @param timeMs - the time of sending, used where Meta sends a time; undefined keeps the times of the pieces
 */
export function putTogether(pieces: readonly Piece[], timeMs?: number): JsonObject {
  const [first] = pieces;
  if (first === undefined) throw new Error('a body needs at least one piece');
  if (first.list === 'values') return { ...sentAt(first.frame, timeMs), values: first.item };
  const entries = Map.groupBy(pieces, ({ head, list, item }) =>
    JSON.stringify([head, list, list === 'entry' ? item : null]),
  );
  return { ...first.frame, entry: [...entries.values()].map((together) => toEntry(together, timeMs)) };
}

function toEntry(pieces: readonly Piece[], timeMs: number | undefined): Json {
  const [{ head, list, item }] = pieces as [Piece, ...Piece[]];
  if (list !== 'entry') return { ...sentAt(head, timeMs), [list]: pieces.map((piece) => piece.item) };
  return isObject(item) ? sentAt(item, timeMs) : item;
}

/** Sets the time in the unit of the original time, and as a number or string like the original. */
function sentAt(head: JsonObject, timeMs: number | undefined): JsonObject {
  const { time } = head;
  if (timeMs === undefined || text(time) === undefined) return head;
  const sent = Number(time) < FIRST_MS ? Math.floor(timeMs / 1000) : timeMs;
  return { ...head, time: typeof time === 'string' ? String(sent) : sent };
}

function toList(value: Json | undefined): readonly Json[] {
  if (value === undefined || value === null) return [];
  return isArray(value) ? value : [value];
}
