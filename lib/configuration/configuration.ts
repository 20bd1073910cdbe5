import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { APP_KEY } from '../../src/pipeline/accept/app-key.ts';
import { DEFAULT_DEDUPE_WINDOW_DAYS, MIN_DEDUPE_WINDOW_DAYS } from '../../src/pipeline/dedupe/window.ts';
import { appRule } from './app.ts';
import type { AppConfiguration } from './app.ts';
import { domainProblems, domainRule, mutualTlsDomainRule } from './domains.ts';
import type { DomainsConfiguration } from './domains.ts';
import { mentionRepliesRule } from './mention-replies.ts';
import type { MentionRepliesConfiguration } from './mention-replies.ts';
import { monitoringRule } from './monitoring.ts';
import type { MonitoringConfiguration } from './monitoring.ts';
import { ConfigurationError, flag, oneOf, optional, record, section, wholeNumber } from './rules.ts';

/** Whose key encrypts what is at rest, by CloudFormation's and DynamoDB's own words. */
export const ENCRYPTIONS = ['AWS_OWNED', 'CUSTOMER_MANAGED'] as const;
export type Encryption = (typeof ENCRYPTIONS)[number];

/**
 * How much the public endpoint takes before it answers 429, for all apps together. Meta sends again what it refused.
 */
export interface ThrottleConfiguration {
  /**
   * Requests per second in the long run, 1 to 100,000. An account has 10,000 for all its APIs unless raised.
   *
   * 500 is 43 million a day. One WhatsApp number sends 80 messages a second at most and causes up to three
   * notifications each, 240 a second; at 25 ms each, 500 keep a dozen Lambda environments busy. It also bounds
   * what a flood of untrusted callers can cost: about $75 a day for gateway, Lambda and logs (ADR 11). A WhatsApp
   * number that was raised to 1,000 messages a second needs 3,000 here.
   * @default 500
   * @see https://developers.facebook.com/documentation/business-messaging/whatsapp/throughput (2026-04)
   */
  readonly rateLimit: number;
  /**
   * Requests that may come at once, 1 to 100,000. An account has 5,000 for all its APIs unless raised.
   *
   * Twice the rate: after an outage Meta's retries arrive together.
   * @default 1000
   */
  readonly burstLimit: number;
}

/** The function that answers Meta. */
export interface IngressConfiguration {
  /**
   * Memory in MB, 256 to 10,240 (new accounts have 3,008). CPU grows with it, and with it the speed of a cold start.
   * @default 512
   */
  readonly memorySize: number;
  /**
   * Concurrency kept for this function alone, 1 to 10,000: also its ceiling. Setting it takes it from the account's
   * other functions.
   * @default - none kept, the account's is shared
   */
  readonly reservedConcurrency?: number;
}

/** The function that turns deliveries into events. */
export interface WorkerConfiguration {
  /**
   * Memory in MB, 256 to 10,240 (new accounts have 3,008). CPU grows with it.
   * @default 512
   */
  readonly memorySize: number;
  /**
   * Batches handled at once, 2 to 1,000. The queue holds the rest; raise it when the age of its oldest message grows.
   *
   * A new account runs 10 Lambdas at once in all: the worker must leave some of them to ingress, which answers Meta.
   * @default 5
   */
  readonly maxConcurrency: number;
  /**
   * Seconds to wait for a batch to fill, 0 to 300. Fuller batches make fewer, larger archive objects, and later events.
   * @default 0
   */
  readonly batchWindowSeconds: number;
}

/** Everything about a deployment that its owner may choose: the key `metaWebhooks` of the CDK context. */
export interface Configuration extends DomainsConfiguration {
  /**
   * The Meta apps that send here, by key: 1 to 20 of them, each a lower-case letter and up to 19 letters or digits.
   * @default { meta: { mutualTls: false } }
   */
  readonly apps: Readonly<Record<string, AppConfiguration>>;
  /**
   * Whether CloudFormation refuses to delete the stack. Whoever wants it gone deploys with `false` first; secrets,
   * bucket
   * and dead letters stay even then.
   * @default true
   */
  readonly terminationProtection: boolean;
  /**
   * Whose key encrypts everything at rest except the event bus: AWS's own, or a KMS key of this deployment. You can
   * change
   * to `CUSTOMER_MANAGED` at any time. Before you change back, both queues must be empty: see docs/adr/0010.
   * @default 'AWS_OWNED'
   */
  readonly encryption: Encryption;
  /**
   * Days for which a change is remembered and not emitted again, 8 to 365.
   *
   * Less would let Meta's retries through, which come for 7 days. 22 also covers the 14 days that a delivery may
   * spend in our queues, with one to spare.
   * @default 22
   */
  readonly dedupeWindowDays: number;
  /**
   * Days for which raw deliveries are archived, 0 to 3,650; 0 archives none.
   * @default 30
   */
  readonly archiveDays: number;
  /**
   * Hours for which the app secret before the current one is still accepted, 0 to 720; 0 (never) after a leak.
   * @default 24
   */
  readonly previousSecretGraceHours: number;
  /**
   * Days for which logs are kept: one of the spans that CloudWatch allows.
   * @default 30
   * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html (2026-11)
   */
  readonly logRetentionDays: RetentionDays;
  /**
   * Whether the numbers of Instagram's stories are kept in a table.
   * @default false
   */
  readonly storyInsights: boolean;
  readonly throttle: ThrottleConfiguration;
  readonly ingress: IngressConfiguration;
  readonly worker: WorkerConfiguration;
  readonly monitoring: MonitoringConfiguration;
  /**
   * Answers mentions of Instagram accounts.
   * @default - none are answered
   */
  readonly mentionReplies?: MentionRepliesConfiguration;
}

const LOG_RETENTION_DAYS = Object.values(RetentionDays).filter(
  (days): days is RetentionDays => typeof days === 'number' && days !== RetentionDays.INFINITE,
);

const memorySize = wholeNumber({ min: 256, max: 10_240, fallback: 512 });

const configurationRule = section<Configuration>({
  apps: record({
    key: APP_KEY,
    value: appRule,
    max: 20,
    fallback: { meta: { mutualTls: false } },
    because: 'all their secrets must fit in one function’s environment',
  }),
  terminationProtection: flag(true),
  encryption: oneOf<Encryption>({ values: ENCRYPTIONS, fallback: 'AWS_OWNED' }),
  dedupeWindowDays: wholeNumber({
    min: MIN_DEDUPE_WINDOW_DAYS,
    max: 365,
    fallback: DEFAULT_DEDUPE_WINDOW_DAYS,
    because: 'Meta retries for 7 days',
  }),
  archiveDays: wholeNumber({ min: 0, max: 3650, fallback: 30 }),
  previousSecretGraceHours: wholeNumber({ min: 0, max: 720, fallback: 24 }),
  logRetentionDays: oneOf({
    values: LOG_RETENTION_DAYS,
    fallback: RetentionDays.ONE_MONTH,
    because: 'CloudWatch allows no other',
  }),
  storyInsights: flag(false),
  domain: domainRule,
  mutualTlsDomain: mutualTlsDomainRule,
  defaultEndpoint: flag(true),
  throttle: section<ThrottleConfiguration>({
    rateLimit: wholeNumber({ min: 1, max: 100_000, fallback: 500 }),
    burstLimit: wholeNumber({ min: 1, max: 100_000, fallback: 1000 }),
  }),
  ingress: section<IngressConfiguration>({
    memorySize,
    reservedConcurrency: wholeNumber({ min: 1, max: 10_000, fallback: undefined }),
  }),
  worker: section<WorkerConfiguration>({
    memorySize,
    maxConcurrency: wholeNumber({ min: 2, max: 1000, fallback: 5, because: 'Lambda allows no other for a queue' }),
    batchWindowSeconds: wholeNumber({ min: 0, max: 300, fallback: 0 }),
  }),
  monitoring: monitoringRule,
  mentionReplies: optional(mentionRepliesRule),
});

/**
 * Reads what the user configured and fills in the defaults.
 * @param context - the context's `metaWebhooks`: an object (cdk.json), JSON text (`-c metaWebhooks='{…}'`) or absent
 * @throws {@link ConfigurationError} CONFIGURATION_NOT_JSON | CONFIGURATION_INVALID, with every problem found
 */
export function readConfiguration(context: unknown): Configuration {
  const problems: string[] = [];
  const configuration = configurationRule(parsed(context), 'metaWebhooks', problems);
  if (problems.length === 0) problems.push(...domainProblems(configuration));
  if (problems.length > 0) {
    throw new ConfigurationError(
      'CONFIGURATION_INVALID',
      'correct these keys in cdk.json or on the command line',
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
    const hint = `write it as one quoted JSON object: -c metaWebhooks='{"archiveDays":60}'`;
    const reason = error instanceof Error ? error.message : String(error);
    throw new ConfigurationError('CONFIGURATION_NOT_JSON', hint, [`metaWebhooks cannot be read: ${reason}`]);
  }
}
