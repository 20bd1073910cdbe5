import { comparable } from './comparable.ts';
import type { MentionKind } from './mention.ts';
import { fill, readsLike, type TemplateFields } from './template.ts';

/** A reply in the configuration. */
export interface AnswerRule {
  /** Kinds of mentions that it replies to. */
  readonly kinds: readonly MentionKind[];
  /**
   * Words of which the text must contain at least one; empty for any text. Part of a word matches; case and @ are
   * ignored.
   */
  readonly contains: readonly string[];
  /** Template of the reply, with placeholders. */
  readonly message: string;
}

/** Replies, and words that prevent a reply. */
export interface AnswerPolicy {
  /** Rules in order of precedence: the first that matches is used. */
  readonly answers: readonly AnswerRule[];
  /** Words that prevent a reply. */
  readonly excludes: readonly string[];
}

/** A mention as Meta returned it. */
export interface ReadMention {
  readonly kind: MentionKind;
  readonly text: string;
  /** True if the account itself posted it. Meta does not return this for a comment, where it is false. */
  readonly own: boolean;
  readonly fields: TemplateFields;
}

/** Reason for which a mention gets no reply. */
export type SkipCode = 'OWN_ACCOUNT' | 'OWN_ANSWER' | 'EXCLUDED_WORD' | 'NO_ANSWER_FITS';

/** Reply to a mention, or the reason for none. */
export type Decision = { readonly answer: string } | { readonly skip: SkipCode };

/** Decides whether a mention gets a reply, and which one. */
export function decide(mention: ReadMention, { answers, excludes }: AnswerPolicy): Decision {
  if (mention.own) return { skip: 'OWN_ACCOUNT' };
  // A reply that names its own account is itself a mention, and Meta does not return its author.
  if (answers.some(({ message }) => readsLike(message, mention.text))) return { skip: 'OWN_ANSWER' };
  if (hasAny(mention.text, excludes)) return { skip: 'EXCLUDED_WORD' };
  const answer = firstAnswer(mention, answers);
  return answer === undefined ? { skip: 'NO_ANSWER_FITS' } : { answer };
}

function firstAnswer({ kind, text, fields }: ReadMention, answers: readonly AnswerRule[]): string | undefined {
  for (const { kinds, contains, message } of answers) {
    const fits = kinds.includes(kind) && (contains.length === 0 || hasAny(text, contains));
    const answer = fits ? fill(message, fields) : undefined;
    if (answer !== undefined) return answer;
  }
  return undefined;
}

function hasAny(text: string, words: readonly string[]): boolean {
  const sought = comparable(text);
  return words.some((word) => sought.includes(comparable(word)));
}
