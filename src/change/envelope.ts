import { isArray, isObject, member, text, textAt, type Json, type JsonObject } from './json.ts';

/** What all items of one entry have in common. */
export interface EntryHead {
  readonly object: string;
  readonly entryId: string;
  readonly entryTime: string | undefined;
}

/** One element of an envelope, of whichever form; Meta's documents call them changes, events or fields. */
export interface EnvelopeItem {
  readonly head: EntryHead;
  readonly form: 'change' | 'event' | 'standby' | 'field name' | 'unknown';
  /** A change, a messaging event, a field's name, or an entry nobody knows. */
  readonly item: Json;
}

/** The members that hold items, and the form of their items. */
const LISTS = [
  ['changes', 'change'],
  ['messaging', 'event'],
  ['standby', 'standby'],
  ['changed_fields', 'field name'],
] as const;
/** Members that say whose entry it is; an entry with nothing else says nothing. */
const ENTRY_HEAD = new Set(['id', 'uid', 'time']);
const BODY_HEAD = new Set(['object', 'entry']);
const OBJECT_OF_THREADS = 'threads';

/**
 * Lists everything that a body tells of, whichever of Meta's envelopes it uses, several at once included.
 * Nothing is refused: what nobody knows becomes one item of form `unknown`.
 */
export function openEnvelope(body: Json): EnvelopeItem[] {
  const items: EnvelopeItem[] = [];
  const bodies: Json[] = [body];
  for (let next = bodies.pop(); next !== undefined; next = bodies.pop()) {
    // Documentation samples are wrapped in an array: several bodies. A loop, for arrays may be nested at will.
    if (isArray(next)) for (let i = next.length - 1; i >= 0; i -= 1) bodies.push(next[i] ?? null);
    else openBody(next, items);
  }
  return items;
}

function openBody(body: Json, items: EnvelopeItem[]): void {
  const object = nameOf(member(body, 'object'));
  if (!isObject(body)) {
    items.push(unknownItem(object, body));
    return;
  }
  const before = items.length;
  if (Object.hasOwn(body, 'values')) openThreads(body, items);
  for (const entry of listOf(member(body, 'entry'))) openEntry(object, entry, items);
  if (items.length === before && hasMoreThan(BODY_HEAD, body)) items.push(unknownItem(object, body));
}

function openEntry(object: string, entry: Json, items: EnvelopeItem[]): void {
  if (!isObject(entry)) {
    items.push(unknownItem(object, entry));
    return;
  }
  const head: EntryHead = { object, entryId: textAt(entry, 'id') ?? '', entryTime: textAt(entry, 'time') };
  const before = items.length;
  for (const [list, form] of LISTS) {
    for (const item of listOf(member(entry, list))) items.push({ head, form, item });
  }
  if (Object.hasOwn(entry, 'field')) items.push({ head, form: 'change', item: directChange(entry) });
  if (items.length === before && saysMore(entry)) items.push({ head, form: 'unknown', item: entry });
}

/** Instagram Login's documented form: field and value stand in the entry itself. */
function directChange(entry: JsonObject): Json {
  const names = ['field', 'verb', 'value'].filter((name) => Object.hasOwn(entry, name));
  return Object.fromEntries(names.map((name) => [name, entry[name]]));
}

/** Threads' own envelope has neither object nor entry; `target_id` says whose it is. */
function openThreads(body: JsonObject, items: EnvelopeItem[]): void {
  const head: EntryHead = { object: OBJECT_OF_THREADS, entryId: textAt(body, 'target_id') ?? '', entryTime: textAt(body, 'time') };
  for (const item of listOf(body['values'])) items.push({ head, form: 'change', item });
}

function unknownItem(object: string, item: Json): EnvelopeItem {
  return { head: { object, entryId: '', entryTime: undefined }, form: 'unknown', item };
}

function nameOf(value: Json | undefined): string {
  return text(value) || 'unknown';
}

/** A list, or what stands where a list is due as its only element. */
function listOf(value: Json | undefined): readonly Json[] {
  if (value === undefined || value === null) return [];
  return isArray(value) ? value : [value];
}

function hasMoreThan(known: ReadonlySet<string>, object: JsonObject): boolean {
  return Object.keys(object).some((name) => !known.has(name));
}

/** Empty lists say nothing either. */
function saysMore(entry: JsonObject): boolean {
  const lists = new Set<string>(LISTS.map(([list]) => list));
  return Object.keys(entry).some((name) => !ENTRY_HEAD.has(name) && !lists.has(name));
}
