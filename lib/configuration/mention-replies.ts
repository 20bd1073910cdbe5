import { APP_KEY } from '../../src/pipeline/accept/app-key.ts';
import { comparable } from '../../src/mentions/comparable.ts';
import type { AnswerRule } from '../../src/mentions/decide.ts';
import type { MentionKind } from '../../src/mentions/mention.ts';
import { templateProblem } from '../../src/mentions/template.ts';
import { flag, list, optionalMatch, record, section, wholeNumber, type Rule } from './rules.ts';
import { META_ID } from '../../src/text/meta-id.ts';

/** Configuration of an Instagram account whose mentions get replies. Its key in `accounts` is its id in webhooks. */
export interface MentionAccountConfiguration {
  /**
   * Key of the app that issued the account's token.
   * @default - the only app; required if there are several
   */
  readonly app?: string;
  /**
   * ARN of the secret with the account's token: `{"accessToken":"…"}`.
   * @default - the stack creates a secret, output `MentionTokenArn<id>`
   */
  readonly tokenSecretArn?: string;
  /**
   * Maximum number of replies per clock hour, 1 to 1,000. Further mentions wait.
   * @default 30
   */
  readonly maxPerHour: number;
}

/** Configuration of automatic replies to mentions of Instagram accounts, see docs/mention-replies.md. */
export interface MentionRepliesConfiguration {
  /**
   * Records replies without posting them.
   * @default true
   */
  readonly dryRun: boolean;
  /** Accounts by id, 1 to 10. */
  readonly accounts: Readonly<Record<string, MentionAccountConfiguration>>;
  /** Replies, 1 to 10. The first one that matches is used. */
  readonly answers: readonly AnswerRule[];
  /**
   * Mentions with one of these words get no reply, at most 50 words.
   * @default []
   */
  readonly excludes: readonly string[];
  /**
   * Hours after which a mention gets no reply and is queued for manual review, 1 to 168.
   * @default 24
   */
  readonly withinHours: number;
}

const KINDS: readonly MentionKind[] = ['comment', 'caption'];
/** Complete ARN of a secret. Without its last six characters it would match other secrets too. */
const SECRET_ARN = /^arn:aws[\w-]*:secretsmanager:[\w-]+:\d{12}:secret:[\w/+=.@-]+-[A-Za-z0-9]{6}$/;

const kind: Rule<MentionKind | undefined> = (value, at, problems) => {
  const known = KINDS.find((one) => one === value);
  if (known === undefined) problems.push(`${at} must be one of ${KINDS.join(', ')}`);
  return known;
};

/** Reads a plain word. Patterns are not allowed, because a hostile text could make them slow. */
const word: Rule<string | undefined> = (value, at, problems) => {
  if (typeof value === 'string' && value.length <= 100 && comparable(value) !== '') return value;
  problems.push(`${at} must be a string of 1 to 100 characters, at least one of which is not @ or a space`);
  return undefined;
};

const kinds = list(kind, KINDS.length);
const words = list(word, 50);

/** Reads a reply and validates its template for the kinds that it replies to. */
const answer: Rule<AnswerRule | undefined> = (value, at, problems) => {
  const message: Rule<string> = (given) => (typeof given === 'string' ? given : '');
  const read = section<AnswerRule>({ kinds, contains: words, message })(value, at, problems);
  const all = read.kinds.length === 0 ? KINDS : read.kinds;
  const problem = templateProblem(read.message, all);
  if (problem !== undefined) problems.push(`${at}.message must ${problem}`);
  return { ...read, kinds: all };
};

const answers: Rule<readonly AnswerRule[]> = (value, at, problems) => {
  const read = list(answer, 10)(value, at, problems);
  if (read.length === 0) problems.push(`${at} must have 1 to 10 answers`);
  return read;
};

const accounts: Rule<Readonly<Record<string, MentionAccountConfiguration>>> = (value, at, problems) => {
  if (value === undefined) problems.push(`${at} must have the ids of the accounts whose mentions get replies`);
  return record({
    key: META_ID,
    value: section<MentionAccountConfiguration>({
      app: optionalMatch({ pattern: APP_KEY, form: 'the key of one of apps' }),
      tokenSecretArn: optionalMatch({ pattern: SECRET_ARN, form: 'the complete ARN of a secret' }),
      maxPerHour: wholeNumber({ min: 1, max: 1000, fallback: 30 }),
    }),
    max: 10,
    fallback: {},
    because: "all of them must fit in one function's environment",
  })(value, at, problems);
};

/** Reads the section `mentionReplies`. */
export const mentionRepliesRule = section<MentionRepliesConfiguration>(
  {
    dryRun: flag(true),
    accounts,
    answers,
    excludes: words,
    withinHours: wholeNumber({ min: 1, max: 168, fallback: 24 }),
  },
  'tokens are stored after the deployment',
);
