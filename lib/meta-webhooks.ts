import type { CfnApi, DomainName, HttpApi, HttpStage } from 'aws-cdk-lib/aws-apigatewayv2';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { EventBus } from 'aws-cdk-lib/aws-events';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Duration, RemovalPolicy } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { DESIRED_STATE_METADATA } from '../src/graph/resources/desired-subscriptions.ts';
import { AppSecret } from './constructs/app-secret.ts';
import { ArchiveBucket } from './constructs/archive-bucket.ts';
import { Bus } from './constructs/bus.ts';
import { ClaimTable } from './constructs/claim-table.ts';
import { allowServices } from './constructs/customer-key.ts';
import { DeliveryQueue } from './constructs/delivery-queue.ts';
import { Ingress } from './constructs/ingress.ts';
import { addReceiverOutput } from './constructs/receiver-output.ts';
import { Worker, WORKER_TIMEOUT } from './constructs/worker.ts';
import { MentionReplies } from './consumers/mention-replies.ts';
import { StoryInsights } from './consumers/story-insights.ts';
import { desiredState } from './desired-state.ts';
import { ImportedMetaWebhooks, type MetaWebhooksAttributes } from './imported-meta-webhooks.ts';
import { MetaWebhooksBase } from './meta-webhooks-base.ts';
import type { IMetaWebhooks, MonitoredResources } from './meta-webhooks-interface.ts';
import type { MetaWebhooksProps } from './meta-webhooks-props.ts';
import { resolveSettings, type Settings } from './meta-webhooks-settings.ts';
import { pascalCase } from './pascal-case.ts';
import { checkApp } from './receiver-metric.ts';
import { nameReceiver } from './receiver-names.ts';

/**
 * Receives Meta's webhooks: verifies that Meta signed them, stores them, and sends one event per change to a bus,
 * without loss and without duplicates.
 * @example
 * const webhooks = new MetaWebhooks(this, 'Webhooks');
 * webhooks.onChange('Leads', { detailType: 'page.leadgen', target });
 */
export class MetaWebhooks extends MetaWebhooksBase {
  /** Imports a receiver of another app. */
  static fromAttributes(scope: Construct, id: string, attributes: MetaWebhooksAttributes): IMetaWebhooks {
    return new ImportedMetaWebhooks(scope, id, attributes);
  }

  /** Imports a receiver of another app by the ARN of its bus: enough for rules. */
  static fromEventBusArn(scope: Construct, id: string, eventBusArn: string): IMetaWebhooks {
    const eventBus = EventBus.fromEventBusArn(scope, `${id}EventBus`, eventBusArn);
    return new ImportedMetaWebhooks(scope, id, { eventBus });
  }

  /** Imports a receiver of another app in this account and region by the name of its bus: enough for rules. */
  static fromEventBusName(scope: Construct, id: string, eventBusName: string): IMetaWebhooks {
    const eventBus = EventBus.fromEventBusName(scope, `${id}EventBus`, eventBusName);
    return new ImportedMetaWebhooks(scope, id, { eventBus });
  }

  /** The construct id without characters other than letters and digits: `--receiver` of the commands. */
  readonly receiverId: string;
  readonly namespace: string;
  readonly eventBus: EventBus;
  /** Stores the archive, and bodies and values that are too large for the queue or the bus. */
  readonly bucket: Bucket;
  readonly encryptionKey?: IKey;
  override readonly removalPolicy: RemovalPolicy;
  readonly dedupeWindow: Duration;
  readonly appKeys: readonly string[];
  /** Holds accepted deliveries until the worker has emitted their changes. */
  readonly queue: Queue;
  /** Holds deliveries that failed. */
  readonly deadLetterQueue: Queue;
  /** Remembers the emitted changes for the dedupe window. */
  readonly claimTable: Table;
  readonly api: HttpApi;
  readonly stage: HttpStage;
  readonly accessLogGroup: ILogGroup;
  /** Function that responds to Meta. */
  readonly ingressFunction: LambdaFunction;
  readonly ingressLogGroup: ILogGroup;
  /** Function that turns deliveries into events. */
  readonly workerFunction: LambdaFunction;
  readonly workerLogGroup: ILogGroup;
  /** Absent without `domain`. */
  readonly domainName?: DomainName;
  /** Absent without `mutualTlsDomain`. */
  readonly mutualTlsDomainName?: DomainName;
  /** Absent without `storyInsights`. */
  readonly storyInsightsTable?: Table;
  /** Absent without `mentionReplies`. */
  readonly mentionReplies?: MentionReplies;
  override readonly monitored: MonitoredResources;
  private readonly secrets: ReadonlyMap<string, ISecret>;
  private readonly ingress: Ingress;

  /**
   * @throws ConfigurationError CONFIGURATION_INVALID with all problems of the properties, or if another receiver of the
   *   stack has the same id without characters other than letters and digits
   */
  constructor(scope: Construct, id: string, props: MetaWebhooksProps = {}) {
    super(scope, id);
    const settings = resolveSettings(props, this.node.path);
    const { id: receiverId, namespace } = nameReceiver(this, settings.namespace);
    [this.receiverId, this.namespace] = [receiverId, namespace];
    const { encryptionKey: key, removalPolicy } = settings;
    if (key) allowServices(this, key, namespace);
    [this.encryptionKey, this.removalPolicy, this.dedupeWindow] = [key, removalPolicy, settings.dedupeWindow];
    this.appKeys = Object.keys(settings.apps);
    const deliveries = new DeliveryQueue(this, 'Deliveries', { workerTimeout: WORKER_TIMEOUT, key, removalPolicy });
    [this.queue, this.deadLetterQueue] = [deliveries.queue, deliveries.deadLetters];
    const { archiveRetention: retention } = settings;
    this.bucket = new ArchiveBucket(this, 'Archive', { retention, key, removalPolicy }).bucket;
    this.claimTable = new ClaimTable(this, 'Claims', { key }).table;
    this.eventBus = new Bus(this, 'Bus').bus;
    this.secrets = this.addSecrets(settings);
    this.ingress = this.addIngress(settings);
    ({ api: this.api, stage: this.stage, accessLog: this.accessLogGroup } = this.ingress);
    ({ function: this.ingressFunction, logGroup: this.ingressLogGroup } = this.ingress.handler);
    ({ domain: this.domainName, mutualTlsDomain: this.mutualTlsDomainName } = this.ingress);
    ({ function: this.workerFunction, logGroup: this.workerLogGroup } = this.addWorker(settings).handler);
    this.addDesiredState(settings);
    this.storyInsightsTable = this.addStoryInsights(settings);
    this.mentionReplies = this.addMentionReplies(settings);
    this.monitored = this.listMonitored(settings);
    this.addOutput(settings);
  }

  /**
   * Returns the callback URL of an app, for the App Dashboard.
   * @param app - key of the app; without it, the only app
   * @throws ConfigurationError CONFIGURATION_INVALID for an unknown app, with the nearest key
   */
  callbackUrl(app?: string): string {
    return this.ingress.callbackUrl(this.resolveApp(app));
  }

  /**
   * Returns the secret with the app secret and the verify token of an app.
   * @param app - key of the app; without it, the only app
   * @throws ConfigurationError CONFIGURATION_INVALID for an unknown app, with the nearest key
   */
  appSecret(app?: string): ISecret {
    const key = this.resolveApp(app);
    const secret = this.secrets.get(key);
    if (!secret) throw new Error(`${this.node.path}: the app ${key} has no secret`);
    return secret;
  }

  private resolveApp(app: string | undefined): string {
    const [only = ''] = this.appKeys.length === 1 ? this.appKeys : [];
    const key = app ?? only;
    checkApp({ appKeys: this.appKeys, path: this.node.path }, key);
    return key;
  }

  private addSecrets({ apps, removalPolicy }: Settings): ReadonlyMap<string, ISecret> {
    const key = this.encryptionKey;
    const addSecret = (app: string, description?: string): ISecret =>
      new AppSecret(this, `Secret${pascalCase(app)}`, { app, description, key, removalPolicy }).secret;
    return new Map(Object.entries(apps).map(([app, { description }]) => [app, addSecret(app, description)]));
  }

  private addIngress(settings: Settings): Ingress {
    const { apps } = settings;
    return new Ingress(this, 'Ingress', {
      code: settings.code('ingress'),
      settings: settings.ingress,
      namespace: this.namespace,
      throttle: settings.throttle,
      logRetention: settings.logRetention,
      previousSecret: settings.previousSecretGrace,
      secrets: this.secrets,
      mutualTlsApps: Object.keys(apps).filter((app) => apps[app]?.mutualTls),
      domains: settings,
      queue: this.queue,
      bucket: this.bucket,
      key: this.encryptionKey,
    });
  }

  private addWorker(settings: Settings): Worker {
    return new Worker(this, 'Worker', {
      code: settings.code('worker'),
      settings: settings.worker,
      namespace: this.namespace,
      logRetention: settings.logRetention,
      dedupeWindow: this.dedupeWindow,
      archive: settings.archiveRetention.toSeconds() > 0,
      queue: this.queue,
      deadLetters: this.deadLetterQueue,
      claims: this.claimTable,
      bus: this.eventBus,
      bucket: this.bucket,
      key: this.encryptionKey,
    });
  }

  private addStoryInsights(settings: Settings): Table | undefined {
    if (settings.storyInsights === false) return undefined;
    return new StoryInsights(this, 'StoryInsights', {
      webhooks: this,
      code: settings.code('story-insights'),
      logRetention: settings.logRetention,
      paused: settings.storyInsights === 'PAUSED',
      removalPolicy: settings.removalPolicy,
    }).table;
  }

  private addMentionReplies(settings: Settings): MentionReplies | undefined {
    if (!settings.mentionReplies) return undefined;
    return new MentionReplies(this, 'MentionReplies', {
      code: settings.code('mention-replies'),
      settings: settings.mentionReplies,
      logRetention: settings.logRetention,
      removalPolicy: settings.removalPolicy,
      webhooks: this,
      appSecrets: this.secrets,
    });
  }

  /** Adds the desired subscriptions as metadata of the API, for the commands, which read the deployed template. */
  private addDesiredState({ apps }: Settings): void {
    const desired = desiredState(apps);
    if (!desired) return;
    const api = this.api.node.defaultChild as CfnApi;
    api.addMetadata(DESIRED_STATE_METADATA, { receiver: this.receiverId, apps: desired });
  }

  /** Writes the output from which the commands read everything. */
  private addOutput(settings: Settings): void {
    const { mentionReplies } = this;
    const apps = this.appKeys.map((app) => {
      const { secretArn } = this.appSecret(app);
      const mutualTls = settings.apps[app]?.mutualTls === true ? { mutualTls: true as const } : {};
      return [app, { callbackUrl: this.callbackUrl(app), secretArn, ...mutualTls }] as const;
    });
    addReceiverOutput(this, {
      id: this.receiverId,
      namespace: this.namespace,
      apps: Object.fromEntries(apps),
      eventBusName: this.eventBus.eventBusName,
      eventBusArn: this.eventBus.eventBusArn,
      queueUrl: this.queue.queueUrl,
      deadLetterQueueUrl: this.deadLetterQueue.queueUrl,
      claimTableName: this.claimTable.tableName,
      archiveBucketName: this.bucket.bucketName,
      dedupeWindowSeconds: this.dedupeWindow.toSeconds(),
      ingressLogGroupName: this.ingressLogGroup.logGroupName,
      workerLogGroupName: this.workerLogGroup.logGroupName,
      storyInsightsTableName: this.storyInsightsTable?.tableName,
      mentionQueueUrl: mentionReplies?.mentions.queue.queueUrl,
      mentionReviewQueueUrl: mentionReplies?.mentions.manualReview.queueUrl,
      mentionTableName: mentionReplies?.table.table.tableName,
    });
  }

  private listMonitored(settings: Settings): MonitoredResources {
    const { api, accessLogGroup, ingressFunction, ingressLogGroup, workerFunction, workerLogGroup } = this;
    const { queue, deadLetterQueue, claimTable, mentionReplies } = this;
    return {
      ...{ api, accessLogGroup, ingressFunction, ingressLogGroup, workerFunction, workerLogGroup },
      ...{ queue, deadLetterQueue, claimTable },
      rateLimit: settings.throttle.rateLimit,
      mentions: mentionReplies && {
        function: mentionReplies.handler.function,
        reviewQueue: mentionReplies.mentions.manualReview,
      },
    };
  }
}
