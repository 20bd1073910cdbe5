import { isArray, isObject, text, type Json, type JsonObject } from '../../src/json/json.ts';
import { CliError } from '../errors/cli-error.ts';

/** One element of a body, with all that it needs to stand in another one. */
export interface Piece {
  /** The body without its entries; of Threads' own envelope without its values. */
  readonly frame: JsonObject;
  /** The entry without its lists. */
  readonly head: JsonObject;
  /** Where the element stands. `entry`: the entry is of a form that has no list, and stands whole. */
  readonly list: (typeof LISTS)[number] | 'values' | 'entry';
  readonly item: Json;
}

const LISTS = ['changes', 'messaging', 'standby', 'changed_fields'] as const;
/** Meta's times are in seconds, those of messaging in milliseconds. */
const FIRST_MS = 1e12;

/**
 * Takes a body of Meta's apart, down to what may come in another body at another time.
 * @throws {@link CliError} USAGE for what is no such body
 */
export function takeApart(body: Json): readonly Piece[] {
  // Documentation samples are wrapped in an array: several bodies.
  if (isArray(body)) return body.flatMap(takeApart);
  if (!isObject(body)) throw noBody();
  const { values, entry, ...frame } = body;
  if (values !== undefined) return listOf(values).map((item) => ({ frame, head: {}, list: 'values', item }));
  if (entry === undefined) throw noBody();
  return listOf(entry).flatMap((one) => ofEntry(frame, one));
}

function ofEntry(frame: JsonObject, entry: Json): Piece[] {
  const lists =
    isObject(entry) && !Object.hasOwn(entry, 'field') ? LISTS.filter((list) => Object.hasOwn(entry, list)) : [];
  if (!isObject(entry) || lists.length === 0) return [{ frame, head: {}, list: 'entry', item: entry }];
  const head = Object.fromEntries(Object.entries(entry).filter(([name]) => !LISTS.some((list) => list === name)));
  return lists.flatMap((list) => listOf(entry[list]).map((item) => ({ frame, head, list, item })));
}

/** Whether two pieces may stand in one body. Threads sends each on its own. */
export function bodyKey({ frame, list, item }: Piece): string {
  return JSON.stringify(list === 'values' ? [frame, item] : [frame]);
}

/**
 * Makes one body of pieces.
 * @param pieces - at least one, all of one {@link bodyKey}
 * @param timeMs - when it is sent; where Meta gives no time, there is none. Undefined leaves the times as they are
 */
export function putTogether(pieces: readonly Piece[], timeMs?: number): JsonObject {
  const [first] = pieces;
  if (first === undefined) throw new Error('a body of nothing');
  if (first.list === 'values') return { ...sentAt(first.frame, timeMs), values: first.item };
  const entries = Map.groupBy(pieces, ({ head, list, item }) =>
    JSON.stringify([head, list, list === 'entry' ? item : null]),
  );
  return { ...first.frame, entry: [...entries.values()].map((together) => entryOf(together, timeMs)) };
}

function entryOf(pieces: readonly Piece[], timeMs: number | undefined): Json {
  const [{ head, list, item }] = pieces as [Piece, ...Piece[]];
  if (list !== 'entry') return { ...sentAt(head, timeMs), [list]: pieces.map((piece) => piece.item) };
  return isObject(item) ? sentAt(item, timeMs) : item;
}

/** In Meta's own unit, as the number or the text that it was. */
function sentAt(head: JsonObject, timeMs: number | undefined): JsonObject {
  const { time } = head;
  if (timeMs === undefined || text(time) === undefined) return head;
  const sent = Number(time) < FIRST_MS ? Math.floor(timeMs / 1000) : timeMs;
  return { ...head, time: typeof time === 'string' ? String(sent) : sent };
}

function listOf(value: Json | undefined): readonly Json[] {
  if (value === undefined || value === null) return [];
  return isArray(value) ? value : [value];
}

function noBody(): CliError {
  return new CliError('USAGE', {
    message: "this is no body of Meta's: it has no entries",
    hint: 'without --like-meta anything is posted, as it is',
  });
}
