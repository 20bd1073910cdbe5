import { digest } from '../change/canonical-json.ts';
import { isArray, member, text, textAt, type Json } from '../change/json.ts';
import { SENT_AT, type IdentityMember, type IdentityRule, type Occurrence } from './entry.ts';

/** Words for an identity that rests on the time of sending alone. */
export const WEAK = 'digest(value), entry.time';

/** A change of which nobody knows what identifies it. A verb inside the value is part of the digest. */
export const WEAK_RULE = ({ verb, value }: Occurrence): readonly IdentityMember[] => {
  const beside = verb !== undefined && verb !== textAt(value, 'verb');
  return beside ? [verb, digest(value), SENT_AT] : [digest(value), SENT_AT];
};

type Part = (occurrence: Occurrence) => IdentityMember | undefined;

/**
 * Makes the rule that the words say, so that what the documentation says is what the receiver does:
 * - `id, event`: the texts of two members of the value, dots reach inside: `from.id`
 * - `comment_id or post_id`: the first that is there
 * - `ad_id?`: may be missing
 * - `digest(payload)`, `digest(value)`: of a member, of all; `sorted(mids)`: of a list of ids
 * - `verb`, `entry.time`: of the change, of the entry; `'media'`: this very word
 * - `postback.mid; else timestamp, …`: the second only where the first finds not all of its members
 */
export function ruleOf(words: string): IdentityRule {
  const [first = WEAK_RULE, second] = words.split('; else ').map(membersRule);
  if (second === undefined) return first;
  return (occurrence) => {
    const found = first(occurrence);
    return found.includes(undefined) ? second(occurrence) : found;
  };
}

function membersRule(words: string): IdentityRule {
  if (words === WEAK) return WEAK_RULE;
  const parts = words.split(', ').map(partOf);
  return (occurrence) => parts.map((part) => part(occurrence));
}

function partOf(words: string): Part {
  const optional = words.endsWith('?');
  const [first = missing, ...others] = (optional ? words.slice(0, -1) : words).split(' or ').map(alternativeOf);
  return (occurrence) => {
    let found = first(occurrence);
    for (let i = 0; found === undefined && i < others.length; i += 1) found = others[i]?.(occurrence);
    return found ?? (optional ? '' : undefined);
  };
}

const missing: Part = () => undefined;

function alternativeOf(words: string): Part {
  if (words === 'entry.time') return () => SENT_AT;
  if (words === 'verb') return ({ verb }) => verb;
  if (words.startsWith("'")) return () => words.slice(1, -1);
  const call = /^(digest|sorted)\((.+)\)$/.exec(words);
  return call === null ? idAt(words.split('.')) : callOf(call[1] === 'sorted' ? idList : digestOf, call[2] ?? '');
}

function callOf(write: (value: Json | undefined) => string | undefined, at: string): Part {
  const path = at === 'value' ? [] : at.split('.');
  return ({ value }) => write(member(value, ...path));
}

/** An empty id identifies nothing. */
function idAt(path: readonly string[]): Part {
  const [only, ...deeper] = path;
  if (only !== undefined && deeper.length === 0) return ({ value }) => text(member(value, only)) || undefined;
  return ({ value }) => text(member(value, ...path)) || undefined;
}

/** A digest in place of the text: for what is long, secret, or an object. */
export function digestOf(value: Json | undefined): string | undefined {
  return value === undefined || value === null ? undefined : digest(value);
}

/**
 * Writes a list of ids as one text, whatever their order. Ids are opaque, so commas inside them are escaped, and so
 * is an empty one.
 * @returns undefined where it is no list of ids
 */
export function idList(list: Json | undefined): string | undefined {
  if (!isArray(list)) return undefined;
  const ids = list.map((id) => text(id));
  return ids.includes(undefined)
    ? undefined
    : ids
        .sort()
        .map((id) => id?.replace(/[\\,]|^$/g, '\\$&'))
        .join(',');
}
