import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Duration } from 'aws-cdk-lib/core';
import type { MentionKind } from '../../src/mentions/mention.ts';

/** An Instagram account whose mentions get replies. Its key in `accounts` is its id in webhooks. */
export interface MentionAccountProps {
  /**
   * Key of the app that issued the account's token.
   * @default - the only app; required if there are several
   */
  readonly app?: string;
  /**
   * Secret with the account's token: `{"accessToken":"…"}`. An imported one must have its complete ARN.
   * @default - the construct creates a secret
   */
  readonly tokenSecret?: ISecret;
  /**
   * Maximum number of replies per clock hour, 1 to 1,000. Further mentions wait.
   * @default 30
   */
  readonly maxPerHour?: number;
}

/** A reply to mentions. */
export interface MentionAnswerProps {
  /**
   * Kinds of mentions that it replies to.
   * @default - all
   */
  readonly kinds?: readonly MentionKind[];
  /**
   * Words of which a mention must contain one, at most 50.
   * @default - none: it replies to every mention
   */
  readonly contains?: readonly string[];
  /** Text of the reply. */
  readonly message: string;
}

/** Properties of automatic replies to mentions of Instagram accounts. */
export interface MentionReplyProps {
  /**
   * Records replies without posting them.
   * @default true
   */
  readonly dryRun?: boolean;
  /**
   * Takes no new mentions and keeps everything: the table of answered mentions, tokens and queues.
   * @default false
   */
  readonly paused?: boolean;
  /** Accounts by id, 1 to 10. */
  readonly accounts: Readonly<Record<string, MentionAccountProps>>;
  /** Replies, 1 to 10. The first one that matches is used. */
  readonly answers: readonly MentionAnswerProps[];
  /**
   * Mentions with one of these words get no reply, at most 50 words.
   * @default []
   */
  readonly excludes?: readonly string[];
  /**
   * Time after which a mention gets no reply and is queued for manual review, 1 to 168 whole hours.
   * @default Duration.hours(24)
   */
  readonly within?: Duration;
}
