import { APP_KEY } from '../../src/pipeline/accept/app-key.ts';
import { comparable } from '../../src/mentions/comparable.ts';
import type { AnswerRule } from '../../src/mentions/decide.ts';
import type { MentionKind } from '../../src/mentions/mention.ts';
import { templateProblem } from '../../src/mentions/template.ts';
import { flag, list, optionalMatch, record, section, wholeNumber, type Rule } from './rules.ts';
import { META_ID } from '../../src/text/meta-id.ts';

/** An Instagram account whose mentions are answered. Its key in `accounts` is its id, as webhooks name it. */
export interface MentionAccountConfiguration {
  /**
   * The app that made its token.
   * @default - the only app; must be given where there are several
   */
  readonly app?: string;
  /**
   * Where its token lies: `{"accessToken":"…"}`.
   * @default - the stack makes a secret for it, output `MentionTokenArn<id>`
   */
  readonly tokenSecretArn?: string;
  /**
   * Answers within an hour of the clock, 1 to 1,000. What is over waits.
   * @default 30
   */
  readonly maxPerHour: number;
}

/** Mentions of Instagram accounts that are answered by themselves, see docs/mention-replies.md. */
export interface MentionRepliesConfiguration {
  /**
   * Whether answers are only recorded, and nothing is posted.
   * @default true
   */
  readonly dryRun: boolean;
  /** 1 to 10 accounts, by id. */
  readonly accounts: Readonly<Record<string, MentionAccountConfiguration>>;
  /** The answers, 1 to 10; the first that fits is used. */
  readonly answers: readonly AnswerRule[];
  /**
   * Words that keep a mention from being answered, at most 50.
   * @default []
   */
  readonly excludes: readonly string[];
  /**
   * Hours after which a mention is no longer answered but handed to a person, 1 to 168.
   * @default 24
   */
  readonly withinHours: number;
}

const KINDS: readonly MentionKind[] = ['comment', 'caption'];
/** An ARN of a secret, whole: without its last six characters it would name others as well. */
const SECRET_ARN = /^arn:aws[\w-]*:secretsmanager:[\w-]+:\d{12}:secret:[\w/+=.@-]+-[A-Za-z0-9]{6}$/;

const kind: Rule<MentionKind | undefined> = (value, at, problems) => {
  const known = KINDS.find((one) => one === value);
  if (known === undefined) problems.push(`${at} must be one of ${KINDS.join(', ')}`);
  return known;
};

/** A plain word: no pattern that somebody's text could keep busy. */
const word: Rule<string | undefined> = (value, at, problems) => {
  if (typeof value === 'string' && value.length <= 100 && comparable(value) !== '') return value;
  problems.push(`${at} must be a text of 1 to 100 characters, of which one is not @ or a space`);
  return undefined;
};

const kinds = list(kind, KINDS.length);
const words = list(word, 50);

/** A template can only be judged with the kinds that it is for. */
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
  if (value === undefined) problems.push(`${at} must name the accounts whose mentions are answered, by their ids`);
  return record({
    key: META_ID,
    value: section<MentionAccountConfiguration>({
      app: optionalMatch({ pattern: APP_KEY, form: 'the key of one of apps' }),
      tokenSecretArn: optionalMatch({ pattern: SECRET_ARN, form: 'the whole ARN of a secret' }),
      maxPerHour: wholeNumber({ min: 1, max: 1000, fallback: 30 }),
    }),
    max: 10,
    fallback: {},
    because: 'all of them must fit in one function’s environment',
  })(value, at, problems);
};

/** Reads the section. */
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
