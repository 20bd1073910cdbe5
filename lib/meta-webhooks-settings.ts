import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Code } from 'aws-cdk-lib/aws-lambda';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { RemovalPolicy } from 'aws-cdk-lib/core';
import type { Duration } from 'aws-cdk-lib/core';
import { appPropsRules } from './configuration/app.ts';
import { domainProblems, findTrustStoreFault } from './configuration/domains.ts';
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
} from './configuration/limits.ts';
import { asGiven, namespaceRule, wholeDuration } from './configuration/prop-rules.ts';
import { ConfigurationError, flag, optional, record, section } from './configuration/rules.ts';
import { mentionPropsRule, type MentionRepliesSettings } from './consumers/mention-reply-settings.ts';
import { lambdaCode, type LambdaName } from './lambda-bundle.ts';
import type {
  CallbackDomainProps,
  IngressFunctionProps,
  MetaAppProps,
  MetaWebhooksProps,
  MutualTlsDomainProps,
  ThrottleProps,
} from './meta-webhooks-props.ts';

/** Settings of an app, with defaults. */
export interface AppSettings extends MetaAppProps {
  readonly mutualTls: boolean;
}

/** Settings of ingress, with defaults. */
export interface IngressSettings extends IngressFunctionProps {
  readonly memorySize: number;
}

/** Settings of the worker, with defaults. */
export interface WorkerSettings {
  readonly memorySize: number;
  readonly maxConcurrency: number;
  readonly maxBatchingWindow: Duration;
  readonly batchedClaims: boolean;
}

/** Domains of the callback URLs. */
export interface DomainSettings {
  readonly domain: CallbackDomainProps | undefined;
  readonly mutualTlsDomain: MutualTlsDomainProps | undefined;
  readonly defaultEndpoint: boolean;
}

/** The properties of a receiver, with defaults. */
export interface Settings extends DomainSettings {
  readonly apps: Readonly<Record<string, AppSettings>>;
  readonly archiveRetention: Duration;
  readonly dedupeWindow: Duration;
  readonly encryptionKey: IKey | undefined;
  readonly removalPolicy: RemovalPolicy;
  readonly namespace: string | undefined;
  readonly previousSecretGrace: Duration;
  readonly logRetention: RetentionDays;
  readonly throttle: Required<ThrottleProps>;
  readonly ingress: IngressSettings;
  readonly worker: WorkerSettings;
  readonly storyInsights: boolean | 'PAUSED';
  readonly mentionReplies: MentionRepliesSettings | undefined;
  readonly code: (name: LambdaName) => Code;
}

const settingsRule = section<Settings>({
  apps: record({ ...APPS, value: section<AppSettings>(appPropsRules, 'secrets are stored after the deployment') }),
  archiveRetention: wholeDuration('days', ARCHIVE_DAYS),
  dedupeWindow: wholeDuration('days', DEDUPE_WINDOW_DAYS),
  encryptionKey: asGiven<IKey | undefined>(undefined),
  removalPolicy: asGiven<RemovalPolicy>(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE),
  namespace: namespaceRule,
  previousSecretGrace: wholeDuration('hours', PREVIOUS_SECRET_HOURS),
  logRetention,
  throttle: section<Required<ThrottleProps>>(throttle),
  ingress: section<IngressSettings>({ memorySize, reservedConcurrentExecutions: reservedConcurrency }),
  worker: section<WorkerSettings>({
    memorySize,
    maxConcurrency,
    maxBatchingWindow: wholeDuration('seconds', BATCH_WINDOW_SECONDS),
    batchedClaims: flag(false),
  }),
  domain: asGiven<CallbackDomainProps | undefined>(undefined),
  mutualTlsDomain: asGiven<MutualTlsDomainProps | undefined>(undefined),
  defaultEndpoint: flag(true),
  storyInsights,
  mentionReplies: optional(mentionPropsRule),
  code: asGiven<(name: LambdaName) => Code>(lambdaCode),
});

/**
 * Checks the properties of a receiver and adds the defaults.
 * @param at - path of the construct
 * @throws {@link ConfigurationError} CONFIGURATION_INVALID, with all problems
 */
export function resolveSettings(props: MetaWebhooksProps, at: string): Settings {
  const problems: string[] = [];
  const settings = settingsRule(props, at, problems);
  if (problems.length === 0) problems.push(...domainProblems(settings, at), ...trustStoreProblems(settings, at));
  if (problems.length > 0)
    throw new ConfigurationError('CONFIGURATION_INVALID', 'Correct these properties of MetaWebhooks.', problems);
  return settings;
}

/** Finds problems of a truststore file. An object in S3 cannot be read here. */
function trustStoreProblems({ mutualTlsDomain }: Settings, at: string): string[] {
  const { trustStore } = mutualTlsDomain ?? {};
  const fault = typeof trustStore === 'string' ? findTrustStoreFault(trustStore) : undefined;
  return fault === undefined ? [] : [`${at}.mutualTlsDomain.trustStore is ${JSON.stringify(trustStore)}: ${fault}`];
}
