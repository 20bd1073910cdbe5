import type { MentionKind } from './mention.ts';
import { comparable } from './comparable.ts';

/**
 * What Instagram takes as a comment from its API. Today's reference names no limits; these are the ones that the API
 * before it documented, and no later page has widened.
 * @see https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user/mentions (2026-11)
 */
export const COMMENT_LIMITS = { characters: 300, hashtags: 4, urls: 1 } as const;

interface Field {
  /** Where Meta tells it. */
  readonly kinds: readonly MentionKind[];
  /** What else stands there is left out: no field can carry a sentence, a link or another placeholder. */
  readonly form: RegExp;
  readonly longest: number;
}

/**
 * What an answer may say of its mention. The mention's own text is not among them: whoever mentions the account would
 * choose what it says in public. Who wrote a comment is not told by Meta.
 */
const FIELDS = {
  username: { kinds: ['caption'], form: /^[A-Za-z0-9._]{1,30}$/, longest: 30 },
  mediaType: { kinds: ['caption'], form: /^(?:IMAGE|VIDEO|CAROUSEL_ALBUM|STORY)$/, longest: 14 },
  date: { kinds: ['caption', 'comment'], form: /^\d{4}-\d\d-\d\d$/, longest: 10 },
} as const satisfies Readonly<Record<string, Field>>;

/** The fields of one mention, as far as Meta gave them. */
export type TemplateFields = Readonly<Partial<Record<keyof typeof FIELDS, string>>>;

const PLACEHOLDER = /\{(\w+)\}/g;

/**
 * Says what is wrong with an answer, so that it can be fixed before it is deployed.
 * @param kinds - of the mentions that it answers
 * @returns the end of the sentence "must …"; undefined when it can be used
 */
export function templateProblem(template: string, kinds: readonly MentionKind[]): string | undefined {
  const names = placeholdersOf(template);
  const unknown = names.find((name) => !isField(name));
  if (unknown !== undefined)
    return `have no placeholder but ${Object.keys(FIELDS)
      .map((name) => `{${name}}`)
      .join(', ')}`;
  const untold = names
    .filter(isField)
    .find((name) => kinds.some((kind) => !(FIELDS[name].kinds as readonly MentionKind[]).includes(kind)));
  if (untold !== undefined)
    return `not use {${untold}} for comments, because Meta does not tell it: limit it to kinds ["caption"]`;
  if (/[{}]/.test(template.replaceAll(PLACEHOLDER, ''))) return 'have { and } around placeholders only';
  return commentProblem(
    template.replaceAll(PLACEHOLDER, (_, name: string) => 'a'.repeat(isField(name) ? FIELDS[name].longest : 0)),
  );
}

/**
 * Fills a template in one pass: what a field brings is never looked at again.
 * @returns undefined when a field is missing or not of its form, or the text is none that Instagram takes
 */
export function fill(template: string, fields: TemplateFields): string | undefined {
  const names = placeholdersOf(template);
  const usable = (name: string): boolean => isField(name) && FIELDS[name].form.test(fields[name] ?? '');
  if (!names.every(usable)) return undefined;
  const text = template.replaceAll(PLACEHOLDER, (_, name: string) => (isField(name) ? (fields[name] ?? '') : ''));
  return commentProblem(text) === undefined ? text : undefined;
}

/** An answer that names an account itself, and may thereby name its own. */
const NAMES_AN_ACCOUNT = /@[A-Za-z0-9._]/;

/**
 * Whether a text that mentions the account reads like this template filled, with whatever: then it is most likely one
 * of
 * our own answers. One that names no account can mention none.
 */
export function readsLike(template: string, text: string): boolean {
  if (!NAMES_AN_ACCOUNT.test(template)) return false;
  const parts = template.split(/\{\w+\}/).map(comparable);
  const sought = comparable(text);
  let at = 0;
  for (const part of parts) {
    const found = sought.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return sought.startsWith(parts[0] ?? '') && sought.endsWith(parts.at(-1) ?? '');
}

/** @returns the end of the sentence "must …" */
function commentProblem(text: string): string | undefined {
  const { characters, hashtags, urls } = COMMENT_LIMITS;
  if (text.trim() === '') return 'say something';
  if (text.length > characters) return `have at most ${characters} characters, with its placeholders at their longest`;
  if (text.split('#').length - 1 > hashtags) return `have at most ${hashtags} hashtags`;
  if (text.split('://').length - 1 > urls) return `have at most ${urls} link`;
  if (/\p{Lu}/u.test(text) && !/\p{Ll}/u.test(text)) return 'not be all capitals';
  return undefined;
}

function placeholdersOf(template: string): string[] {
  return [...template.matchAll(PLACEHOLDER)].map(([, name = '']) => name);
}

function isField(name: string): name is keyof typeof FIELDS {
  return Object.hasOwn(FIELDS, name);
}
