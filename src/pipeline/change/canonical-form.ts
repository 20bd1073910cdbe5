import type { OmitTree } from '../../catalog/identity-rule.ts';
import { canonicalJson } from '../../json/canonical-json.ts';
import { cdnFile } from './cdn-link.ts';
import { isArray, type Json, type JsonObject } from '../../json/json.ts';

/**
 * Maximum depth of the canonical form. A deeper value becomes plain sorted JSON. Meta documents no value of a tenth of
 * this.
 */
const MAX_DEPTH = 100;
/** Members that contain a person, and prefixes of members that do. */
const PEOPLE: ReadonlySet<string> = new Set(['from', 'sender', 'recipient', 'reviewer', 'user', 'actor', 'owner']);
const DISPLAY_NAMES: ReadonlySet<string> = new Set(['name', 'username']);
const NAME_SUFFIX = '_name';
/** Matches text that JSON only puts in quotes, without escapes. Most text matches. */
const PLAIN = /^[ !#-[\]-\ud7ff\ue000-\uffff]*$/;
/**
 * Cache of serialized member names: most bodies repeat few names. Its size is limited, because a hostile body may have
 * any number.
 */
const WRITTEN_NAMES = new Map<string, string>();
const MAX_WRITTEN_NAMES = 5_000;

/**
 * Writes a value in a form that ignores what Meta varies between two attempts at one change: members are sorted by
 * name, `null` members are omitted, numbers are written as text, lists of scalars are sorted, links to Meta's CDN are
 * reduced to the file, and display names beside an id are omitted.
 * @param omit - further members to omit
 */
export function canonicalForm(value: Json, omit?: OmitTree): string {
  return new Writer().write(value, omit);
}

/** Writes the canonical form. It tracks the depth in a field, because an extra parameter per value would be slower. */
class Writer {
  private depth = 0;

  /** @param holder - name of the member that contains the value */
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
 * Returns whether a member is a display name beside an id, such as `from.name` or `sender_name`. The id identifies the
 * person; Meta may spell the name differently.
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
