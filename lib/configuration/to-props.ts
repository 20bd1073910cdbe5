import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { Key } from 'aws-cdk-lib/aws-kms';
import { HostedZone } from 'aws-cdk-lib/aws-route53';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Duration } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { MentionAccountProps, MentionReplyProps } from '../consumers/mention-reply-props.ts';
import type {
  CallbackDomainProps,
  MetaAppProps,
  MetaWebhooksProps,
  MutualTlsDomainProps,
} from '../meta-webhooks-props.ts';
import type { MetaWebhooksMonitoringProps } from '../meta-webhooks-monitoring-props.ts';
import type { AppConfiguration } from './app.ts';
import type { Configuration } from './configuration.ts';
import { markUnlisted } from './desired-subscriptions.ts';
import type { DomainConfiguration, MutualTlsDomainConfiguration } from './domains.ts';
import type { MentionAccountConfiguration, MentionRepliesConfiguration } from './mention-replies.ts';

/**
 * Converts the configuration of cdk.json to the properties of the construct.
 * @param scope - of what the configuration names: certificates, hosted zones, secrets, keys
 */
export function toProps(scope: Construct, configuration: Configuration): MetaWebhooksProps {
  const { domain, mutualTlsDomain, mentionReplies, ingress, worker } = configuration;
  return {
    apps: Object.fromEntries(Object.entries(configuration.apps).map(([key, app]) => [key, toApp(app)])),
    archiveRetention: Duration.days(configuration.archiveDays),
    dedupeWindow: Duration.days(configuration.dedupeWindowDays),
    previousSecretGrace: Duration.hours(configuration.previousSecretGraceHours),
    logRetention: configuration.logRetentionDays,
    throttle: configuration.throttle,
    ingress: { memorySize: ingress.memorySize, reservedConcurrentExecutions: ingress.reservedConcurrency },
    worker: {
      memorySize: worker.memorySize,
      maxConcurrency: worker.maxConcurrency,
      maxBatchingWindow: Duration.seconds(worker.batchWindowSeconds),
      batchedClaims: worker.batchedClaims,
    },
    domain: domain && toDomain(scope, 'Domain', domain),
    mutualTlsDomain: mutualTlsDomain && toMutualTlsDomain(scope, mutualTlsDomain),
    defaultEndpoint: configuration.defaultEndpoint,
    storyInsights: configuration.storyInsights,
    mentionReplies: mentionReplies && toMentionReplies(scope, mentionReplies),
  };
}

/** Converts the configuration of cdk.json to the properties of the monitoring construct, without the receiver. */
export function toMonitoringProps({ apps, monitoring }: Configuration): Omit<MetaWebhooksMonitoringProps, 'webhooks'> {
  const { noDeliveryAlarmHours, ...same } = monitoring;
  const byApp = Object.entries(apps).flatMap(([app, { noDeliveryAlarmHours: hours }]) =>
    hours === undefined ? [] : [[app, Duration.hours(hours)] as const],
  );
  return {
    ...same,
    noDeliveryAlarm: Duration.hours(noDeliveryAlarmHours),
    noDeliveryAlarmByApp: byApp.length === 0 ? undefined : Object.fromEntries(byApp),
  };
}

/** The configuration was read, which takes the mark from fields that are not in the catalog. */
function toApp(app: AppConfiguration): MetaAppProps {
  const { description, appId, mutualTls, subscriptions, accounts } = app;
  return {
    ...{ description, appId, mutualTls },
    subscriptions: subscriptions && mapFields(subscriptions, (object) => object),
    accounts: accounts && {
      ...accounts,
      pages: accounts.pages && mapFields(accounts.pages, () => 'page'),
      instagram: accounts.instagram && mapFields(accounts.instagram, () => 'instagram'),
    },
  };
}

function mapFields(
  byKey: Readonly<Record<string, readonly string[]>>,
  objectOf: (key: string) => string,
): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(Object.entries(byKey).map(([key, fields]) => [key, markUnlisted(objectOf(key), fields)]));
}

function toDomain(
  scope: Construct,
  id: string,
  { name, certificateArn, hostedZoneId }: DomainConfiguration,
): CallbackDomainProps {
  return {
    name,
    certificate: Certificate.fromCertificateArn(scope, `${id}Certificate`, certificateArn),
    hostedZone:
      hostedZoneId === undefined ? undefined : HostedZone.fromHostedZoneId(scope, `${id}HostedZone`, hostedZoneId),
  };
}

function toMutualTlsDomain(scope: Construct, configuration: MutualTlsDomainConfiguration): MutualTlsDomainProps {
  const { trustStore, trustStoreVersion: version } = configuration;
  const [, name, key] = /^s3:\/\/([^/]+)\/(.+)$/s.exec(trustStore) ?? [];
  return {
    ...toDomain(scope, 'MutualTlsDomain', configuration),
    trustStore:
      name === undefined || key === undefined
        ? trustStore
        : { bucket: Bucket.fromBucketName(scope, 'TrustStoreBucket', name), key, version },
  };
}

function toMentionReplies(
  scope: Construct,
  { accounts, withinHours, ...same }: MentionRepliesConfiguration,
): MentionReplyProps {
  return {
    ...same,
    within: Duration.hours(withinHours),
    accounts: Object.fromEntries(
      Object.entries(accounts).map(([accountId, account]) => [accountId, toAccount(scope, accountId, account)]),
    ),
  };
}

function toAccount(
  scope: Construct,
  accountId: string,
  { app, maxPerHour, tokenSecretArn, tokenKeyArn }: MentionAccountConfiguration,
): MentionAccountProps {
  if (tokenSecretArn === undefined) return { app, maxPerHour };
  const encryptionKey =
    tokenKeyArn === undefined ? undefined : Key.fromKeyArn(scope, `TokenKey${accountId}`, tokenKeyArn);
  const attributes = { secretCompleteArn: tokenSecretArn, encryptionKey };
  return { app, maxPerHour, tokenSecret: Secret.fromSecretAttributes(scope, `Token${accountId}`, attributes) };
}
