import { APP_KEY } from '../../src/pipeline/accept/app-key.ts';
import { comparable } from '../../src/mentions/comparable.ts';
import type { AnswerRule } from '../../src/mentions/decide.ts';
import type { MentionKind } from '../../src/mentions/mention.ts';
import { templateProblem } from '../../src/mentions/template.ts';
import { WITHIN_HOURS } from './limits.ts';
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
   * ARN of the KMS key of that secret, if it is not the AWS managed key. The policy of the key must also allow the
   * function's role, or delegate to the account's IAM policies.
   * @default - the AWS managed key of Secrets Manager
   */
  readonly tokenKeyArn?: string;
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
  /**
   * Takes no new mentions and keeps everything: the table of answered mentions, tokens and queues. Without the section,
   * they are orphaned, and the section then creates empty ones, so that a replay answers mentions again.
   * @default false
   */
  readonly paused: boolean;
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

/** ARN of a KMS key; an alias does not work in a policy. */
const KEY_ARN = /^arn:aws[\w-]*:kms:[\w-]+:\d{12}:key\/[\w-]+$/;

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

/** Reads what an account has in the configuration as well as in the construct. */
export const mentionAccountRules = {
  app: optionalMatch({ pattern: APP_KEY, form: 'the key of one of apps' }),
  maxPerHour: wholeNumber({ min: 1, max: 1000, fallback: 30 }),
};

const account: Rule<MentionAccountConfiguration> = (value, at, problems) => {
  const read = section<MentionAccountConfiguration>({
    ...mentionAccountRules,
    tokenSecretArn: optionalMatch({ pattern: SECRET_ARN, form: 'the complete ARN of a secret' }),
    tokenKeyArn: optionalMatch({ pattern: KEY_ARN, form: 'the ARN of a KMS key (not of an alias)' }),
  })(value, at, problems);
  if (read.tokenKeyArn !== undefined && read.tokenSecretArn === undefined)
    problems.push(`${at}.tokenKeyArn requires tokenSecretArn: \`encryption\` sets the key of the stack's own secrets`);
  return read;
};

/** Creates the rule for the accounts by id. */
export function mentionAccounts<T>(item: Rule<T>): Rule<Readonly<Record<string, T>>> {
  return (value, at, problems) => {
    if (value === undefined) problems.push(`${at} must have the ids of the accounts whose mentions get replies`);
    return record({
      key: META_ID,
      value: item,
      max: 10,
      fallback: {},
      because: "all of them must fit in one function's environment",
    })(value, at, problems);
  };
}

/** Reads what mention replies have in the configuration as well as in the construct. */
export const mentionRepliesRules = { dryRun: flag(true), paused: flag(false), answers, excludes: words };

/** Reads the section `mentionReplies`. */
export const mentionRepliesRule = section<MentionRepliesConfiguration>(
  { ...mentionRepliesRules, accounts: mentionAccounts(account), withinHours: wholeNumber(WITHIN_HOURS) },
  'tokens are stored after the deployment',
);
