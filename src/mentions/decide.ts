import { comparable } from './comparable.ts';
import type { MentionKind } from './mention.ts';
import { fill, readsLike, type TemplateFields } from './template.ts';

/** One answer of the configuration. */
export interface AnswerRule {
  /** Which mentions it is for. */
  readonly kinds: readonly MentionKind[];
  /** At least one of these must be in the text; none: any text. Part of a word counts, case and @ do not. */
  readonly contains: readonly string[];
  /** The answer, with placeholders. */
  readonly message: string;
}

/** Which mentions are answered, and with what. */
export interface AnswerPolicy {
  /** The first that fits is used. */
  readonly answers: readonly AnswerRule[];
  /** A text that has one of these is never answered. */
  readonly excludes: readonly string[];
}

/** A mention as Meta gave it. */
export interface ReadMention {
  readonly kind: MentionKind;
  readonly text: string;
  /** Whether the account itself posted it. Meta does not tell it of a comment: false there. */
  readonly own: boolean;
  readonly fields: TemplateFields;
}

/** Why a mention is left alone. */
export type SkipCode = 'OWN_ACCOUNT' | 'OWN_ANSWER' | 'EXCLUDED_WORD' | 'NO_ANSWER_FITS';

/** What to do about a mention. */
export type Decision = { readonly answer: string } | { readonly skip: SkipCode };

/** Decides whether a mention is answered, and with what. */
export function decide(mention: ReadMention, { answers, excludes }: AnswerPolicy): Decision {
  if (mention.own) return { skip: 'OWN_ACCOUNT' };
  // An answer that names its own account is a mention again, and Meta does not say who wrote it.
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
