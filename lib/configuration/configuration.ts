import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { appRule } from './app.ts';
import type { AppConfiguration } from './app.ts';
import { domainProblems, domainRule, mutualTlsDomainRule } from './domains.ts';
import type { DomainsConfiguration } from './domains.ts';
import {
  APPS,
  ARCHIVE_DAYS,
  BATCH_WINDOW_SECONDS,
  DEDUPE_WINDOW_DAYS,
  logRetention,
  maxConcurrency,
  memorySize,
  PREVIOUS_SECRET_HOURS,
  reservedConcurrency,
  storyInsights,
  throttle,
} from './limits.ts';
import { mentionRepliesRule } from './mention-replies.ts';
import type { MentionRepliesConfiguration } from './mention-replies.ts';
import { monitoringRule } from './monitoring.ts';
import type { MonitoringConfiguration } from './monitoring.ts';
import { ConfigurationError, flag, oneOf, optional, record, section, wholeNumber } from './rules.ts';

/** Kinds of keys that encrypt data at rest, in the terms of DynamoDB. */
export const ENCRYPTIONS = ['AWS_OWNED', 'CUSTOMER_MANAGED'] as const;
export type Encryption = (typeof ENCRYPTIONS)[number];

/**
 * Limits above which the public endpoint responds 429, for all apps together. Meta retries throttled deliveries.
 */
export interface ThrottleConfiguration {
  /**
   * Steady-state requests per second, 1 to 100,000. The default account quota is 10,000 for all APIs.
   *
   * 500 per second are 43 million per day. A WhatsApp number sends at most 80 messages per second, with up to three
   * notifications each: 240 per second. At 25 ms each, 500 requests per second keep a dozen Lambda environments busy.
   * The limit also bounds the cost of a flood of untrusted requests: about $75 per day for API Gateway, Lambda and logs
   * (ADR 11). A WhatsApp number with a raised limit of 1,000 messages per second needs 3,000 here.
   * @default 500
   * @see https://developers.facebook.com/documentation/business-messaging/whatsapp/throughput (2026-04)
   */
  readonly rateLimit: number;
  /**
   * Burst of requests, 1 to 100,000. The default account quota is 5,000 for all APIs.
   *
   * The default is twice the rate, because Meta's retries arrive together after an outage.
   * @default 1000
   */
  readonly burstLimit: number;
}

/** Configuration of ingress, the function that responds to Meta. */
export interface IngressConfiguration {
  /**
   * Memory in MB, 256 to 10,240 (new accounts: up to 3,008). More memory also means more CPU and faster cold starts.
   * @default 512
   */
  readonly memorySize: number;
  /**
   * Reserved concurrency of this function, 1 to 10,000. It is also the maximum, and is not available to the account's
   * other functions.
   * @default - none: the function shares the account's concurrency
   */
  readonly reservedConcurrency?: number;
}

/** Configuration of the worker, the function that turns deliveries into events. */
export interface WorkerConfiguration {
  /**
   * Memory in MB, 256 to 10,240 (new accounts: up to 3,008). More memory also means more CPU.
   * @default 512
   */
  readonly memorySize: number;
  /**
   * Number of concurrent batches, 2 to 1,000. Raise it if the age of the oldest message in the queue grows.
   *
   * A new account has a concurrency limit of 10: the worker must leave some of it to ingress.
   * @default 5
   */
  readonly maxConcurrency: number;
  /**
   * Seconds to wait for a full batch, 0 to 300. Larger batches mean fewer, larger archive objects and later events.
   * @default 0
   */
  readonly batchWindowSeconds: number;
  /**
   * Claims up to 25 changes in a call (`BatchExecuteStatement`), which makes large deliveries about three times as
   * fast. AWS's documentation does not say what a statement costs: `npm run verify:aws` reads it from your account.
   * @default false
   */
  readonly batchedClaims: boolean;
}

/** Configuration of a deployment: the key `metaWebhooks` of the CDK context. */
export interface Configuration extends DomainsConfiguration {
  /**
   * Meta apps by key, 1 to 20. A key is a lower-case letter and up to 19 lower-case letters or digits.
   * @default { meta: { mutualTls: false } }
   */
  readonly apps: Readonly<Record<string, AppConfiguration>>;
  /**
   * Enables termination protection. To delete the stack, deploy with `false` first. CloudFormation retains the secrets,
   * the bucket and the dead-letter queues.
   * @default true
   */
  readonly terminationProtection: boolean;
  /**
   * Key that encrypts everything at rest except the event bus: AWS's own, or a KMS key of this deployment. You can
   * change to `CUSTOMER_MANAGED` at any time. Before you change back, both queues must be empty: see docs/adr/0010.
   * @default 'AWS_OWNED'
   */
  readonly encryption: Encryption;
  /**
   * Days for which a change is remembered and not emitted again, 8 to 365.
   *
   * Meta retries for 7 days, so a shorter window would let retries through. 22 days also cover the 14 days that a
   * delivery may spend in the queues, plus one.
   * @default 22
   */
  readonly dedupeWindowDays: number;
  /**
   * Days for which raw deliveries are archived, 0 to 3,650; 0 disables the archive.
   * @default 30
   */
  readonly archiveDays: number;
  /**
   * Hours for which the previous app secret is accepted after a rotation, 0 to 720. Use 0 (never) after a leak.
   * @default 24
   */
  readonly previousSecretGraceHours: number;
  /**
   * Retention of the logs in days: one of the values that CloudWatch Logs allows.
   * @default 30
   * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html (2026-11)
   */
  readonly logRetentionDays: RetentionDays;
  /**
   * Stores Instagram story insights in a table. `PAUSED` stores nothing new and keeps the table in the stack. Use it
   * instead of `false` after the first deployment with `true`: `false` orphans the table, and `true` then creates an
   * empty one.
   * @default false
   */
  readonly storyInsights: boolean | 'PAUSED';
  readonly throttle: ThrottleConfiguration;
  readonly ingress: IngressConfiguration;
  readonly worker: WorkerConfiguration;
  readonly monitoring: MonitoringConfiguration;
  /**
   * Replies to mentions of Instagram accounts.
   * @default - no replies
   */
  readonly mentionReplies?: MentionRepliesConfiguration;
}

const configurationRule = section<Configuration>({
  apps: record({ ...APPS, value: appRule }),
  terminationProtection: flag(true),
  encryption: oneOf<Encryption>({ values: ENCRYPTIONS, fallback: 'AWS_OWNED' }),
  dedupeWindowDays: wholeNumber(DEDUPE_WINDOW_DAYS),
  archiveDays: wholeNumber(ARCHIVE_DAYS),
  previousSecretGraceHours: wholeNumber(PREVIOUS_SECRET_HOURS),
  logRetentionDays: logRetention,
  storyInsights,
  domain: domainRule,
  mutualTlsDomain: mutualTlsDomainRule,
  defaultEndpoint: flag(true),
  throttle: section<ThrottleConfiguration>(throttle),
  ingress: section<IngressConfiguration>({ memorySize, reservedConcurrency }),
  worker: section<WorkerConfiguration>({
    memorySize,
    maxConcurrency,
    batchWindowSeconds: wholeNumber(BATCH_WINDOW_SECONDS),
    batchedClaims: flag(false),
  }),
  monitoring: monitoringRule,
  mentionReplies: optional(mentionRepliesRule),
});

/**
 * Reads the configuration and adds the defaults.
 * @param context - `metaWebhooks` of the context: an object (cdk.json), JSON text (`-c metaWebhooks='{…}'`) or
 *   undefined
 * @throws {@link ConfigurationError} CONFIGURATION_NOT_JSON | CONFIGURATION_INVALID, with all problems
 */
export function readConfiguration(context: unknown): Configuration {
  const problems: string[] = [];
  const configuration = configurationRule(parsed(context), 'metaWebhooks', problems);
  if (problems.length === 0) problems.push(...domainProblems(configuration, 'metaWebhooks'));
  if (problems.length > 0) {
    throw new ConfigurationError(
      'CONFIGURATION_INVALID',
      'Correct these keys in cdk.json or on the command line.',
      problems,
    );
  }
  return configuration;
}

function parsed(context: unknown): unknown {
  if (typeof context !== 'string') return context;
  try {
    return JSON.parse(context);
  } catch (error) {
    const hint = 'Write it as one quoted JSON object, as in `-c metaWebhooks=\'{"archiveDays":60}\'`.';
    const reason = error instanceof Error ? error.message : String(error);
    throw new ConfigurationError('CONFIGURATION_NOT_JSON', hint, [`metaWebhooks is not valid JSON: ${reason}`]);
  }
}
