import { canonicalJson } from './canonical-json.ts';
import { cdnFile } from './cdn-link.ts';
import { isArray, type Json, type JsonObject } from './json.ts';

/** What a digest leaves out: by member name, a whole member or parts of it; `*` stands for every element of a list. */
export type OmitTree = ReadonlyMap<string, true | OmitTree>;

/** Below this the canonical form is plain sorted JSON: nothing that Meta documents is nested a tenth as deep. */
const MAX_DEPTH = 100;
/** Members that hold a person, and prefixes of members that do. */
const PEOPLE: ReadonlySet<string> = new Set(['from', 'sender', 'recipient', 'reviewer', 'user', 'actor', 'owner']);
const DISPLAY_NAMES: ReadonlySet<string> = new Set(['name', 'username']);
const NAME_SUFFIX = '_name';

/**
 * Writes a value so that what Meta varies between two attempts at one change makes no difference: members sorted by
 * name, `null` members left out, numbers as their text, lists of scalars sorted, links to Meta's CDN by their file,
 * display names beside an id left out.
 * @param omit - what else is left out
 */
export function canonicalForm(value: Json, omit?: OmitTree): string {
  return write(value, { omit, depth: 0 });
}

interface Place {
  readonly omit: OmitTree | undefined;
  readonly depth: number;
  /** The name of the member that holds the value. */
  readonly name?: string;
}

function write(value: Json, place: Place): string {
  if (typeof value === 'string') return writeText(value);
  if (typeof value === 'number') return `"${value}"`;
  if (value === null || typeof value === 'boolean') return String(value);
  if (place.depth === MAX_DEPTH) return canonicalJson(value);
  return isArray(value) ? writeList(value, place) : writeObject(value, place);
}

function writeText(text: string): string {
  return (text.startsWith('http') ? cdnFile(text) : undefined) ?? JSON.stringify(text);
}

function writeList(list: readonly Json[], { omit, depth }: Place): string {
  const each = omit?.get('*');
  const place: Place = { omit: each === true ? undefined : each, depth: depth + 1 };
  const written = list.map((element) => write(element, place));
  const onlyScalars = list.every((element) => typeof element !== 'object' || element === null);
  return `[${(onlyScalars ? written.sort() : written).join(',')}]`;
}

function writeObject(object: JsonObject, { omit, depth, name: owner }: Place): string {
  const isPerson = PEOPLE.has(owner ?? '') && hasId(object, 'id');
  let written = '';
  for (const name of Object.keys(object).sort()) {
    const value = object[name];
    const inner = omit?.get(name);
    if (inner === true || saysNothing(value) || isDisplayName(object, name, isPerson)) continue;
    written += `,${JSON.stringify(name)}:${write(value, { omit: inner, depth: depth + 1, name })}`;
  }
  return `{${written.slice(1)}}`;
}

function saysNothing(value: Json | undefined): value is null | undefined {
  return value === undefined || value === null;
}

/** `from.name` beside `from.id`, `sender_name` beside `sender_id`: the id says who it is, the name may be spelled anew. */
function isDisplayName(object: JsonObject, name: string, isPerson: boolean): boolean {
  if (isPerson && DISPLAY_NAMES.has(name)) return true;
  if (!name.endsWith(NAME_SUFFIX)) return false;
  const person = name.slice(0, -NAME_SUFFIX.length);
  return PEOPLE.has(person) && hasId(object, `${person}_id`);
}

function hasId(object: JsonObject, name: string): boolean {
  const id = Object.hasOwn(object, name) ? object[name] : undefined;
  return typeof id === 'number' || (typeof id === 'string' && id !== '');
}
