import { ENTRY_ANNOTATIONS } from '../../catalog/entry.ts';
import { isArray, isObject, member, text, textAt, type Json, type JsonObject } from '../../json/json.ts';

/** Properties that all items of one entry share. */
export interface EntryHead {
  readonly object: string;
  readonly entryId: string;
  readonly entryTime: string | undefined;
  /** `{ entry: … }` with what is said of the whole entry (`uid`, `hop_context`), which each of its changes gets. */
  readonly annotations?: JsonObject | undefined;
}

/** One element of an envelope in any form. Meta's documents call them changes, events or fields. */
export interface EnvelopeItem {
  readonly head: EntryHead;
  readonly form: 'change' | 'event' | 'standby' | 'call' | 'field name' | 'unknown';
  /** A change, a messaging event, a call, the name of a field, or an unknown part of an entry. */
  readonly item: Json;
}

/** Returns whether a value is a messaging event in the catalog of the object. */
export type IsEvent = (object: string, value: JsonObject) => boolean;

/** Members that contain items, and the form of their items. */
const LISTS = [
  ['changes', 'change'],
  ['messaging', 'event'],
  ['standby', 'standby'],
  ['calls', 'call'],
  ['changed_fields', 'field name'],
] as const;
const LIST_NAMES: ReadonlySet<string> = new Set(LISTS.map(([list]) => list));
/** The id and the time of an entry. */
const ENTRY_HEAD: ReadonlySet<string> = new Set(['id', 'time']);
const BODY_HEAD: ReadonlySet<string> = new Set(['object', 'entry']);
/** Members of Threads' envelope beside its values. */
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
/**
 * Maximum characters of annotations that each change of an entry gets as a copy. Longer ones become an item with the
 * unknown members of the entry.
 */
const MAX_ANNOTATION_CHARACTERS = 512;

/**
 * Lists all items of a body in any of Meta's envelopes, including several at once. It rejects nothing: unknown content
 * becomes an item of form `unknown`. It omits only members that are null, empty lists, the members of an envelope that
 * are known by their names, and annotations of an entry without items.
 * @param limit - maximum number of items; a result with more means that it is not complete
 */
export function openEnvelope(body: Json, isEvent: IsEvent, limit = Infinity): EnvelopeItem[] {
  const items: EnvelopeItem[] = [];
  const bodies: Json[] = [body];
  for (let next = bodies.pop(); next !== undefined && items.length <= limit; next = bodies.pop()) {
    // Samples in Meta's documentation are arrays of bodies. This is a loop, because arrays may be nested to any depth.
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
  const object = objectName(member(body, 'object'));
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
  // A body without any other item becomes one item as a whole; otherwise only its remaining members do.
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

/**
 * Reads the content of an entry itself: a change, as Meta documents for Instagram Login, an event, or unknown content.
 */
function entryItem(head: EntryHead, rest: JsonObject, isEvent: IsEvent): EnvelopeItem {
  if (Object.hasOwn(rest, 'field')) return { head, form: 'change', item: rest };
  if (isEvent(head.object, rest))
    return { head: { ...head, entryId: head.entryId || findOwner(rest) }, form: 'event', item: rest };
  return unknownItem(head, rest);
}

/** Splits an entry into its annotations and its other members, without heads and lists. */
function entryMembers(entry: JsonObject): { annotations: JsonObject | undefined; rest: JsonObject | undefined } {
  // An id or a time of another type is not in the head, so it must stay in the rest.
  const head = new Set([...ENTRY_HEAD].filter((name) => textAt(entry, name) !== undefined));
  const rest = without(entry, head, LIST_NAMES);
  if (rest === undefined || !Object.keys(rest).some((name) => ENTRY_ANNOTATIONS.has(name)))
    return { annotations: undefined, rest };
  const annotations = Object.fromEntries(Object.entries(rest).filter(([name]) => ENTRY_ANNOTATIONS.has(name)));
  if (!isShort(annotations)) return { annotations: undefined, rest };
  return { annotations: { entry: annotations }, rest: without(rest, ENTRY_ANNOTATIONS) };
}

/**
 * Returns whether annotations are short enough to copy. Deeply nested ones cannot be serialized and are not
 * annotations.
 */
function isShort(annotations: JsonObject): boolean {
  try {
    return JSON.stringify(annotations).length <= MAX_ANNOTATION_CHARACTERS;
  } catch {
    return false;
  }
}

/** Returns the account of an event that is an entry itself: its recipient, or the sender of an echo. */
function findOwner(event: JsonObject): string {
  const isEcho = textAt(event, 'message', 'is_echo') === 'true';
  return textAt(event, isEcho ? 'sender' : 'recipient', 'id') ?? '';
}

/** Reads Threads' envelope, which has values and normally neither object nor entry; `target_id` is the account. */
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

function objectName(value: Json | undefined): string {
  return text(value) || 'unknown';
}

/** Returns a list. Any other value becomes the only element of a list. */
export function toList(value: Json | undefined): readonly Json[] {
  if (value === undefined || value === null) return [];
  return isArray(value) ? value : [value];
}

/** Returns the members with other names that have content; undefined if there are none. */
function without(object: JsonObject, ...known: readonly ReadonlySet<string>[]): JsonObject | undefined {
  const others = Object.entries(object).filter(
    ([name, value]) => value !== null && value !== undefined && !known.some((names) => names.has(name)),
  );
  return others.length > 0 ? Object.fromEntries(others) : undefined;
}
