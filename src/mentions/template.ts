import type { MentionKind } from './mention.ts';
import { comparable } from './comparable.ts';

/**
 * Limits of a comment through Instagram's API. The current reference names no limits; the previous API documented
 * these, and no later page raises them.
 * @see https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user/mentions (2026-11)
 */
export const COMMENT_LIMITS = { characters: 300, hashtags: 4, urls: 1 } as const;

interface Field {
  /** Kinds of mentions for which Meta sends the field. */
  readonly kinds: readonly MentionKind[];
  /** Allowed form of the value: no field can contain a sentence, a link or another placeholder. */
  readonly form: RegExp;
  readonly longest: number;
}

/**
 * Fields of the mention that a reply may contain. The text of the mention is not one of them, because its author would
 * choose what the account says in public. Meta does not send the author of a comment.
 */
const FIELDS = {
  username: { kinds: ['caption'], form: /^[A-Za-z0-9._]{1,30}$/, longest: 30 },
  mediaType: { kinds: ['caption'], form: /^(?:IMAGE|VIDEO|CAROUSEL_ALBUM|STORY)$/, longest: 14 },
  date: { kinds: ['caption', 'comment'], form: /^\d{4}-\d\d-\d\d$/, longest: 10 },
} as const satisfies Readonly<Record<string, Field>>;

/** The fields of one mention that Meta sent. */
export type TemplateFields = Readonly<Partial<Record<keyof typeof FIELDS, string>>>;

const PLACEHOLDER = /\{(\w+)\}/g;

/**
 * Validates a reply template before it is deployed.
 * @param kinds - kinds of the mentions that it replies to
 * @returns the end of the sentence "must …", or undefined if it is valid
 */
export function templateProblem(template: string, kinds: readonly MentionKind[]): string | undefined {
  const names = listPlaceholders(template);
  const unknown = names.find((name) => !isField(name));
  if (unknown !== undefined)
    return `have no placeholders other than ${Object.keys(FIELDS)
      .map((name) => `{${name}}`)
      .join(', ')}`;
  const untold = names
    .filter(isField)
    .find((name) => kinds.some((kind) => !(FIELDS[name].kinds as readonly MentionKind[]).includes(kind)));
  if (untold !== undefined)
    return `not use {${untold}} for comments, because Meta does not send it: limit it to kinds ["caption"]`;
  if (/[{}]/.test(template.replaceAll(PLACEHOLDER, ''))) return 'use { and } only around placeholders';
  return commentProblem(
    template.replaceAll(PLACEHOLDER, (_, name: string) => 'a'.repeat(isField(name) ? FIELDS[name].longest : 0)),
  );
}

/**
 * Fills a template in one pass, so that placeholders in field values are not replaced.
 * @returns undefined if a field is missing or has the wrong form, or if the text exceeds Instagram's limits
 */
export function fill(template: string, fields: TemplateFields): string | undefined {
  const names = listPlaceholders(template);
  const usable = (name: string): boolean => isField(name) && FIELDS[name].form.test(fields[name] ?? '');
  if (!names.every(usable)) return undefined;
  const text = template.replaceAll(PLACEHOLDER, (_, name: string) => (isField(name) ? (fields[name] ?? '') : ''));
  return commentProblem(text) === undefined ? text : undefined;
}

/** Matches a reply that mentions an account, which may be its own. */
const NAMES_AN_ACCOUNT = /@[A-Za-z0-9._]/;

/**
 * Returns whether a text that mentions the account matches this template with any field values. It is then most likely
 * one of our own replies. A template without an account name cannot mention any.
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
  if (text.trim() === '') return 'not be empty';
  if (text.length > characters) return `have at most ${characters} characters, with its placeholders at their longest`;
  if (text.split('#').length - 1 > hashtags) return `have at most ${hashtags} hashtags`;
  if (text.split('://').length - 1 > urls) return `have at most ${urls} link`;
  if (/\p{Lu}/u.test(text) && !/\p{Ll}/u.test(text)) return 'not be all capitals';
  return undefined;
}

function listPlaceholders(template: string): string[] {
  return [...template.matchAll(PLACEHOLDER)].map(([, name = '']) => name);
}

function isField(name: string): name is keyof typeof FIELDS {
  return Object.hasOwn(FIELDS, name);
}
