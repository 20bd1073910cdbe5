import type { AnswerRule } from './decide.ts';

/** What the stack tells the function, as JSON in one variable. */
export interface MentionReplySettings {
  readonly dryRun: boolean;
  readonly withinHours: number;
  readonly answers: readonly AnswerRule[];
  readonly excludes: readonly string[];
  /** Account id → where its token lies, which app made it, and its limit. */
  readonly accounts: Readonly<
    Record<string, { readonly tokenArn: string; readonly app: string; readonly maxPerHour: number }>
  >;
  /** App → ARN of its secret. */
  readonly appSecretArns: Readonly<Record<string, string>>;
}
