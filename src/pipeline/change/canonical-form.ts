import type { OmitTree } from '../../catalog/identity-rule.ts';
import { canonicalJson } from '../../json/canonical-json.ts';
import { cdnFile } from './cdn-link.ts';
import { isArray, type Json, type JsonObject } from '../../json/json.ts';

/** Below this the canonical form is plain sorted JSON: nothing that Meta documents is nested a tenth as deep. */
const MAX_DEPTH = 100;
/** Members that hold a person, and prefixes of members that do. */
const PEOPLE: ReadonlySet<string> = new Set(['from', 'sender', 'recipient', 'reviewer', 'user', 'actor', 'owner']);
const DISPLAY_NAMES: ReadonlySet<string> = new Set(['name', 'username']);
const NAME_SUFFIX = '_name';
/** Texts that JSON writes as they are, between quotes: most. */
const PLAIN = /^[ !#-[\]-\ud7ff\ue000-\uffff]*$/;
/**
 * Names as they are written: few names make most of all bodies. Bounded, for hostile bodies have as many as they like.
 */
const WRITTEN_NAMES = new Map<string, string>();
const MAX_WRITTEN_NAMES = 5_000;

/**
 * Writes a value so that what Meta varies between two attempts at one change makes no difference: members sorted by
 * name, `null` members left out, numbers as their text, lists of scalars sorted, links to Meta's CDN by their file,
 * display names beside an id left out.
 * @param omit - what else is left out
 */
export function canonicalForm(value: Json, omit?: OmitTree): string {
  return new Writer().write(value, omit);
}

/** Counts how deep it is: a parameter more for each value would cost more than the writing. */
class Writer {
  private depth = 0;

  /** @param holder - the name of the member that holds the value */
  write(value: Json, omit: OmitTree | undefined, holder = ''): string {
    if (typeof value !== 'object' || value === null) return writeScalar(value);
    if (this.depth === MAX_DEPTH) return canonicalJson(value);
    this.depth += 1;
    const written = isArray(value)
      ? this.writeList(value, omit)
      : this.writeObject(value, omit, PEOPLE.has(holder) && hasId(value, 'id'));
    this.depth -= 1;
    return written;
  }

  private writeList(list: readonly Json[], omit: OmitTree | undefined): string {
    const each = omit?.get('*');
    const written = list.map((element) => this.write(element, each === true ? undefined : each));
    const onlyScalars = list.every((element) => typeof element !== 'object' || element === null);
    return `[${(onlyScalars ? written.sort() : written).join(',')}]`;
  }

  private writeObject(object: JsonObject, omit: OmitTree | undefined, isPerson: boolean): string {
    let written = '';
    let comma = '';
    for (const name of Object.keys(object).sort()) {
      const value = object[name];
      const inner = omit?.get(name);
      if (inner === true || value === undefined || value === null || isDisplayName(object, name, isPerson)) continue;
      written += comma + writeName(name) + this.write(value, inner, name);
      comma = ',';
    }
    return `{${written}}`;
  }
}

function writeScalar(value: null | boolean | number | string): string {
  if (typeof value === 'string') return writeText(value);
  return typeof value === 'number' ? `"${value}"` : String(value);
}

function writeName(name: string): string {
  let written = WRITTEN_NAMES.get(name);
  if (written === undefined) {
    written = `${quoted(name)}:`;
    if (WRITTEN_NAMES.size < MAX_WRITTEN_NAMES) WRITTEN_NAMES.set(name, written);
  }
  return written;
}

function writeText(text: string): string {
  return (text.startsWith('http') ? cdnFile(text) : undefined) ?? quoted(text);
}

function quoted(text: string): string {
  return PLAIN.test(text) ? `"${text}"` : JSON.stringify(text);
}

/**
 * `from.name` beside `from.id`, `sender_name` beside `sender_id`: the id says who it is, the name may be spelled anew.
 */
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
