import type { CfnApi, DomainName } from 'aws-cdk-lib/aws-apigatewayv2';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Code } from 'aws-cdk-lib/aws-lambda';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { CfnOutput, Duration, Stack } from 'aws-cdk-lib/core';
import type { StackProps } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { DESIRED_STATE_METADATA, type Desired } from '../src/graph/resources/desired-subscriptions.ts';
import { pascalCase } from './pascal-case.ts';
import type { AppConfiguration } from './configuration/app.ts';
import type { Configuration } from './configuration/configuration.ts';
import type { MentionRepliesConfiguration } from './configuration/mention-replies.ts';
import { AppSecret } from './constructs/app-secret.ts';
import { ArchiveBucket } from './constructs/archive-bucket.ts';
import { Bus } from './constructs/bus.ts';
import { ClaimTable } from './constructs/claim-table.ts';
import { CustomerKey } from './constructs/customer-key.ts';
import { DeliveryQueue } from './constructs/delivery-queue.ts';
import { Ingress } from './constructs/ingress.ts';
import { Worker, WORKER_TIMEOUT } from './constructs/worker.ts';
import { MentionReplies } from './consumers/mention-replies.ts';
import { ChangeConsumer, type ChangeConsumerOptions } from './consumers/change-consumer.ts';
import type { ChangeDetailType } from './consumers/change-pattern.ts';
import { addChangeRule, type ChangeRule, type ChangeRuleOptions } from './consumers/change-rule.ts';
import { StoryInsights } from './consumers/story-insights.ts';
import type { IMetaWebhooks } from './meta-webhooks-interface.ts';
import { lambdaCode } from './lambda-bundle.ts';
import type { LambdaName } from './lambda-bundle.ts';

/** Properties of the receiver's stack. */
export interface MetaWebhooksStackProps extends StackProps {
  readonly configuration: Configuration;
  /**
   * Returns the code of a function.
   * @default lambdaCode
   */
  readonly code?: (name: LambdaName) => Code;
}

/** Creates the pipeline of a webhook: ingress, queue, worker, bus. */
export class MetaWebhooksStack extends Stack {
  /** Encrypts everything at rest except the bus. Absent if AWS's own keys are used. */
  readonly key?: IKey;
  readonly deliveries: DeliveryQueue;
  readonly archive: ArchiveBucket;
  readonly claims: ClaimTable;
  readonly bus: Bus;
  readonly ingress: Ingress;
  readonly worker: Worker;
  private readonly consumed: IMetaWebhooks;
  /** Absent unless configured. */
  readonly mentionReplies?: MentionReplies;

  constructor(scope: Construct, id: string, props: MetaWebhooksStackProps) {
    const { configuration } = props;
    const { terminationProtection } = configuration;
    super(scope, id, { description: "meta-webhooks-aws: receives Meta's webhooks", terminationProtection, ...props });
    const key = configuration.encryption === 'CUSTOMER_MANAGED' ? new CustomerKey(this, 'CustomerKey').key : undefined;
    this.key = key;
    this.deliveries = new DeliveryQueue(this, 'Deliveries', { workerTimeout: WORKER_TIMEOUT, key });
    this.archive = new ArchiveBucket(this, 'Archive', { archiveDays: configuration.archiveDays, key });
    this.claims = new ClaimTable(this, 'Claims', { key });
    this.bus = new Bus(this, 'Bus');
    this.consumed = {
      eventBus: this.bus.bus,
      bucket: this.archive.bucket,
      appKeys: Object.keys(configuration.apps),
      dedupeWindow: Duration.days(configuration.dedupeWindowDays),
      encryptionKey: key,
    };
    const secrets = this.addSecrets(configuration);
    this.ingress = this.addIngress(props, secrets);
    this.worker = this.addWorker(props);
    for (const [app, secret] of secrets) this.addAppOutputs(app, secret);
    this.addOutputs();
    this.addDesired(configuration);
    if (configuration.storyInsights !== false) this.addStoryInsights(props);
    if (configuration.mentionReplies)
      this.mentionReplies = this.addMentionReplies(props, configuration.mentionReplies, secrets);
  }

  /**
   * Sends changes to your function, queue, rule target or URL, with a separate dead-letter queue. Short for
   * {@link ChangeRule}. If the target is in another stack, so is the rule.
   * @example receiver.onChange('Leads', { detailType: 'page.leadgen', target })
   */
  onChange<T extends ChangeDetailType>(id: string, props: ChangeRuleOptions<T>): ChangeRule<T> {
    return addChangeRule(this, id, { ...props, webhooks: this.consumed });
  }

  /**
   * Adds a function that processes changes, with its rule, dead-letter queue and idempotency table. Short for
   * {@link ChangeConsumer}.
   * @example receiver.addConsumer('Comments', { detailType: 'instagram.comments', entry: 'consumers/comments.ts' })
   */
  addConsumer<T extends ChangeDetailType>(id: string, props: ChangeConsumerOptions<T>): ChangeConsumer<T> {
    return new ChangeConsumer(this, id, { ...props, webhooks: this.consumed });
  }

  private addSecrets({ apps }: Configuration): ReadonlyMap<string, ISecret> {
    const getSecret = (app: string, description?: string): ISecret =>
      new AppSecret(this, `Secret${pascalCase(app)}`, { app, description, key: this.key }).secret;
    return new Map(Object.entries(apps).map(([app, { description }]) => [app, getSecret(app, description)]));
  }

  private addIngress(
    { configuration, code = lambdaCode }: MetaWebhooksStackProps,
    secrets: ReadonlyMap<string, ISecret>,
  ): Ingress {
    return new Ingress(this, 'Ingress', {
      code: code('ingress'),
      configuration: configuration.ingress,
      throttle: configuration.throttle,
      logRetention: configuration.logRetentionDays,
      previousSecret: Duration.hours(configuration.previousSecretGraceHours),
      secrets,
      mutualTlsApps: Object.entries(configuration.apps)
        .filter(([, { mutualTls }]) => mutualTls)
        .map(([app]) => app),
      domains: configuration,
      queue: this.deliveries.queue,
      bucket: this.archive.bucket,
      key: this.key,
    });
  }

  private addWorker({ configuration, code = lambdaCode }: MetaWebhooksStackProps): Worker {
    return new Worker(this, 'Worker', {
      code: code('worker'),
      configuration: configuration.worker,
      logRetention: configuration.logRetentionDays,
      dedupeWindow: this.consumed.dedupeWindow,
      archive: configuration.archiveDays > 0,
      queue: this.deliveries.queue,
      deadLetters: this.deliveries.deadLetters,
      claims: this.claims.table,
      bus: this.bus.bus,
      bucket: this.archive.bucket,
      key: this.key,
    });
  }

  private addStoryInsights({ configuration, code = lambdaCode }: MetaWebhooksStackProps): void {
    const { table } = new StoryInsights(this, 'StoryInsights', {
      webhooks: this.consumed,
      code: code('story-insights'),
      logRetention: configuration.logRetentionDays,
      paused: configuration.storyInsights === 'PAUSED',
    });
    this.output('StoryInsightsTableName', table.tableName, 'Table of Instagram story insights');
  }

  private addMentionReplies(
    { configuration: { logRetentionDays }, code = lambdaCode }: MetaWebhooksStackProps,
    configuration: MentionRepliesConfiguration,
    appSecrets: ReadonlyMap<string, ISecret>,
  ): MentionReplies {
    const added = new MentionReplies(this, 'MentionReplies', {
      code: code('mention-replies'),
      configuration,
      logRetention: logRetentionDays,
      webhooks: this.consumed,
      appSecrets,
    });
    for (const [accountId, { secretArn }] of added.madeTokens) {
      this.output(
        `MentionTokenArn${accountId}`,
        secretArn,
        `Secret with the access token of Instagram account ${accountId}`,
      );
    }
    this.output('MentionQueueUrl', added.mentions.queue.queueUrl, 'Queue of mentions that wait for a reply');
    this.output('MentionReviewQueueUrl', added.mentions.manualReview.queueUrl, 'Queue of mentions for manual review');
    this.output('MentionTableName', added.table.table.tableName, 'Table of answered mentions');
    return added;
  }

  /** Adds the outputs of an app. Their names end with the key of the app, except for the default app. */
  private addAppOutputs(app: string, secret: ISecret): void {
    const suffix = app === 'meta' ? '' : pascalCase(app);
    this.output(`CallbackUrl${suffix}`, this.ingress.callbackUrl(app), `Callback URL of ${app}, for the App Dashboard`);
    this.output(`AppSecretArn${suffix}`, secret.secretArn, `Secret with the app secret and verify token of ${app}`);
  }

  private addOutputs(): void {
    this.addDomainOutputs('CustomDomain', this.ingress.domain);
    this.addDomainOutputs('MutualTlsDomain', this.ingress.mutualTlsDomain);
    this.output('EventBusName', this.bus.bus.eventBusName, 'Event bus that receives the changes');
    this.output('DeliveryQueueUrl', this.deliveries.queue.queueUrl, 'Queue of accepted deliveries');
    this.output('DeadLetterQueueUrl', this.deliveries.deadLetters.queueUrl, 'Queue of deliveries that failed');
    this.output('ClaimTableName', this.claims.table.tableName, 'Table of emitted changes');
    this.output('ArchiveBucketName', this.archive.bucket.bucketName, 'Bucket of deliveries and oversize content');
  }

  /** Adds the desired subscriptions as metadata of the API, for the commands, which read the deployed template. */
  private addDesired({ apps }: Configuration): void {
    const desired = Object.entries(apps).filter(
      ([, { appId, subscriptions, accounts }]) => appId ?? subscriptions ?? accounts,
    );
    if (desired.length === 0) return;
    const api = this.ingress.api.node.defaultChild as CfnApi;
    api.addMetadata(
      DESIRED_STATE_METADATA,
      Object.fromEntries(desired.map(([app, configuration]) => [app, getDesired(configuration)])),
    );
  }

  /** Adds the outputs with the target of a domain's DNS record. */
  private addDomainOutputs(id: string, domain: DomainName | undefined): void {
    if (!domain) return;
    this.output(`${id}Target`, domain.regionalDomainName, 'Target of the DNS alias or CNAME record of the domain');
    this.output(
      `${id}HostedZoneId`,
      domain.regionalHostedZoneId,
      'Hosted zone id of that target, for a Route 53 alias record',
    );
  }

  private output(id: string, value: string, description: string): void {
    new CfnOutput(this, id, { value, description });
  }
}

function getDesired({ appId, subscriptions = {}, accounts = {} }: AppConfiguration): Desired {
  const { pages = {}, whatsapp = [], instagram = {} } = accounts;
  return { appId, subscriptions, accounts: { pages, whatsapp, instagram } };
}
