import { ENTRY_ANNOTATIONS } from '../../catalog/entry.ts';
import { isArray, isObject, member, text, textAt, type Json, type JsonObject } from '../../json/json.ts';

/** What all items of one entry have in common. */
export interface EntryHead {
  readonly object: string;
  readonly entryId: string;
  readonly entryTime: string | undefined;
  /** The entry's annotations, in a member `entry`; they ride on each of its events. */
  readonly annotations?: JsonObject | undefined;
}

/** One element of an envelope, of whichever form; Meta's documents call them changes, events or fields. */
export interface EnvelopeItem {
  readonly head: EntryHead;
  readonly form: 'change' | 'event' | 'standby' | 'call' | 'field name' | 'unknown';
  /** A change, a messaging event, a call, a field's name, or what nobody knows of an entry. */
  readonly item: Json;
}

/** Tells whether an object is a messaging event of the object's catalog. */
export type IsEvent = (object: string, value: JsonObject) => boolean;

/** The members that hold items, and the form of their items. */
const LISTS = [
  ['changes', 'change'],
  ['messaging', 'event'],
  ['standby', 'standby'],
  ['calls', 'call'],
  ['changed_fields', 'field name'],
] as const;
const LIST_NAMES: ReadonlySet<string> = new Set(LISTS.map(([list]) => list));
/** Members that say whose entry it is. */
const ENTRY_HEAD: ReadonlySet<string> = new Set(['id', 'time']);
const BODY_HEAD: ReadonlySet<string> = new Set(['object', 'entry']);
/** What Threads' envelope has beside its values. */
const THREADS_HEAD: ReadonlySet<string> = new Set([
  'object',
  'entry',
  'values',
  'app_id',
  'topic',
  'target_id',
  'time',
  'subscription_id',
  'has_uid_field',
]);
const OBJECT_OF_THREADS = 'threads';
/** Characters of annotations that are copied onto each event of an entry; more is an event of its own. */
const MAX_ANNOTATION_CHARACTERS = 512;

/**
 * Lists everything that a body tells of, whichever of Meta's envelopes it uses, several at once included.
 * Nothing is refused or left out: what nobody knows becomes one item of form `unknown`.
 * @param limit - more items than this are not listed; the result then has one more
 */
export function openEnvelope(body: Json, isEvent: IsEvent, limit = Infinity): EnvelopeItem[] {
  const items: EnvelopeItem[] = [];
  const bodies: Json[] = [body];
  for (let next = bodies.pop(); next !== undefined && items.length <= limit; next = bodies.pop()) {
    // Documentation samples are wrapped in an array: several bodies. A loop, for arrays may be nested at will.
    if (isArray(next)) for (let i = next.length - 1; i >= 0; i -= 1) bodies.push(next[i] ?? null);
    else openBody(next, items, { isEvent, limit });
  }
  return items;
}

interface Opening {
  readonly isEvent: IsEvent;
  readonly limit: number;
}

function openBody(body: Json, items: EnvelopeItem[], opening: Opening): void {
  const object = getName(member(body, 'object'));
  if (!isObject(body)) {
    items.push(unknownItem({ object, entryId: '', entryTime: undefined }, body));
    return;
  }
  const before = items.length;
  const isThreads = Object.hasOwn(body, 'values');
  if (isThreads) openThreads(body, items);
  for (const entry of toList(member(body, 'entry'))) {
    if (items.length > opening.limit) return;
    openEntry(object, entry, { ...opening, items });
  }
  const rest = without(body, isThreads ? THREADS_HEAD : BODY_HEAD);
  if (rest === undefined) return;
  // A body with nothing else is told whole; beside others it is what is left of it.
  items.push(unknownItem({ object, entryId: '', entryTime: undefined }, items.length === before ? body : rest));
}

function openEntry(
  object: string,
  entry: Json,
  { items, isEvent, limit }: Opening & { readonly items: EnvelopeItem[] },
): void {
  if (!isObject(entry)) {
    items.push(unknownItem({ object, entryId: '', entryTime: undefined }, entry));
    return;
  }
  const { annotations, rest } = entryMembers(entry);
  const head: EntryHead = { object, entryId: textAt(entry, 'id') ?? '', entryTime: textAt(entry, 'time'), annotations };
  for (const [list, form] of LISTS) {
    for (const item of toList(member(entry, list))) {
      items.push({ head, form, item });
      if (items.length > limit) return;
    }
  }
  if (rest !== undefined) items.push(entryItem(head, rest, isEvent));
}

/** What stands in the entry itself: a change, as Instagram Login documents it, an event, or what nobody knows. */
function entryItem(head: EntryHead, rest: JsonObject, isEvent: IsEvent): EnvelopeItem {
  if (Object.hasOwn(rest, 'field')) return { head, form: 'change', item: rest };
  if (isEvent(head.object, rest))
    return { head: { ...head, entryId: head.entryId || findOwner(rest) }, form: 'event', item: rest };
  return unknownItem(head, rest);
}

/** Parts an entry into its annotations and whatever is neither head, list nor annotation. */
function entryMembers(entry: JsonObject): { annotations: JsonObject | undefined; rest: JsonObject | undefined } {
  // An id or a time that is no text is told nowhere else.
  const head = new Set([...ENTRY_HEAD].filter((name) => textAt(entry, name) !== undefined));
  const rest = without(entry, head, LIST_NAMES);
  if (rest === undefined || !Object.keys(rest).some((name) => ENTRY_ANNOTATIONS.has(name)))
    return { annotations: undefined, rest };
  const annotations = Object.fromEntries(Object.entries(rest).filter(([name]) => ENTRY_ANNOTATIONS.has(name)));
  if (!isShort(annotations)) return { annotations: undefined, rest };
  return { annotations: { entry: annotations }, rest: without(rest, ENTRY_ANNOTATIONS) };
}

/** Deep ones cannot be written: they are no annotations either. */
function isShort(annotations: JsonObject): boolean {
  try {
    return JSON.stringify(annotations).length <= MAX_ANNOTATION_CHARACTERS;
  } catch {
    return false;
  }
}

/** Of an event that stands in the entry itself: the business it is of, which an echo has as its sender. */
function findOwner(event: JsonObject): string {
  const isEcho = textAt(event, 'message', 'is_echo') === 'true';
  return textAt(event, isEcho ? 'sender' : 'recipient', 'id') ?? '';
}

/** Threads' own envelope has neither object nor entry; `target_id` says whose it is. */
function openThreads(body: JsonObject, items: EnvelopeItem[]): void {
  const head: EntryHead = {
    object: OBJECT_OF_THREADS,
    entryId: textAt(body, 'target_id') ?? '',
    entryTime: textAt(body, 'time'),
  };
  for (const item of toList(body['values'])) items.push({ head, form: 'change', item });
}

function unknownItem(head: EntryHead, item: Json): EnvelopeItem {
  return { head, form: 'unknown', item };
}

function getName(value: Json | undefined): string {
  return text(value) || 'unknown';
}

/** A list, or what stands where a list is due as its only element. */
export function toList(value: Json | undefined): readonly Json[] {
  if (value === undefined || value === null) return [];
  return isArray(value) ? value : [value];
}

/** The members with other names, but for those that say nothing; undefined where there are none. */
function without(object: JsonObject, ...known: readonly ReadonlySet<string>[]): JsonObject | undefined {
  const others = Object.entries(object).filter(
    ([name, value]) => value !== null && value !== undefined && !known.some((names) => names.has(name)),
  );
  return others.length > 0 ? Object.fromEntries(others) : undefined;
}
