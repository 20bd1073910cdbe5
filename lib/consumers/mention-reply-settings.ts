import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Duration } from 'aws-cdk-lib/core';
import type { AnswerRule } from '../../src/mentions/decide.ts';
import { WITHIN_HOURS } from '../configuration/limits.ts';
import { mentionAccountRules, mentionAccounts, mentionRepliesRules } from '../configuration/mention-replies.ts';
import { asGiven, wholeDuration } from '../configuration/prop-rules.ts';
import { section } from '../configuration/rules.ts';
import type { MentionAccountProps } from './mention-reply-props.ts';

/** Settings of an account, with defaults. */
export interface MentionAccountSettings extends MentionAccountProps {
  readonly maxPerHour: number;
}

/** Settings of the mention replies, with defaults. */
export interface MentionRepliesSettings {
  readonly dryRun: boolean;
  readonly paused: boolean;
  readonly accounts: Readonly<Record<string, MentionAccountSettings>>;
  readonly answers: readonly AnswerRule[];
  readonly excludes: readonly string[];
  readonly within: Duration;
}

/** Reads the mention replies of a construct. */
export const mentionPropsRule = section<MentionRepliesSettings>(
  {
    ...mentionRepliesRules,
    accounts: mentionAccounts(
      section<MentionAccountSettings>({ ...mentionAccountRules, tokenSecret: asGiven<ISecret | undefined>(undefined) }),
    ),
    within: wholeDuration('hours', WITHIN_HOURS),
  },
  'tokens are stored after the deployment',
);
