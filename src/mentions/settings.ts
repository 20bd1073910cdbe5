import type { AnswerRule } from './decide.ts';

/** Settings that the stack passes to the function, as JSON in one environment variable. */
export interface MentionReplySettings {
  readonly dryRun: boolean;
  readonly withinHours: number;
  readonly answers: readonly AnswerRule[];
  readonly excludes: readonly string[];
  /** Token secret, app and limit by account id. */
  readonly accounts: Readonly<
    Record<string, { readonly tokenArn: string; readonly app: string; readonly maxPerHour: number }>
  >;
  /** ARN of each app's secret by the app's key. */
  readonly appSecretArns: Readonly<Record<string, string>>;
}
