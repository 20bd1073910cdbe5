import type { DomainName } from 'aws-cdk-lib/aws-apigatewayv2';
import type { Code } from 'aws-cdk-lib/aws-lambda';
import { CfnOutput, Stack } from 'aws-cdk-lib/core';
import type { CfnElement, StackProps } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { Configuration } from './configuration/configuration.ts';
import { toProps } from './configuration/to-props.ts';
import { CustomerKey } from './constructs/customer-key.ts';
import type { ChangeConsumer, ChangeConsumerOptions } from './consumers/change-consumer.ts';
import type { ChangeDetailType } from './consumers/change-pattern.ts';
import type { ChangeRule, ChangeRuleOptions } from './consumers/change-rule.ts';
import type { LambdaName } from './lambda-assets.ts';
import { MetaWebhooks } from './meta-webhooks.ts';
import { pascalCase } from './pascal-case.ts';

/** Properties of the receiver's stack. */
export interface MetaWebhooksStackProps extends StackProps {
  readonly configuration: Configuration;
  /**
   * Returns the code of a function.
   * @default lambdaCode
   */
  readonly code?: (name: LambdaName) => Code;
}

/** Logical ids of the stateful resources by their path. Another id would orphan or delete their content. */
const LOGICAL_IDS: readonly (readonly [path: RegExp, id: string])[] = [
  [/^CustomerKey\/Key$/, 'CustomerKey'],
  [/^Default\/Deliveries\/DeadLetters$/, 'DeadLetterQueue'],
  [/^Default\/Deliveries\/Queue$/, 'DeliveryQueue'],
  [/^Default\/Archive\/Bucket$/, 'ArchiveBucket'],
  [/^Default\/Claims\/Table$/, 'ClaimTable'],
  [/^Default\/Bus\/Bus$/, 'EventBus'],
  [/^Default\/Secret(\w+)\/Secret$/, 'Secret$1'],
  [/^Default\/StoryInsights\/Table$/, 'StoryInsightsTable'],
  [/^Default\/MentionReplies\/Mentions\/ForPeople$/, 'MentionsForPeople'],
  [/^Default\/MentionReplies\/Mentions\/Queue$/, 'MentionQueue'],
  [/^Default\/MentionReplies\/Answers\/Table$/, 'MentionTable'],
  [/^Default\/MentionReplies\/Token(\d+)\/Secret$/, 'MentionToken$1'],
];

/** The stack that `cdk deploy` of this repository creates: one receiver, and plain outputs. */
export class MetaWebhooksStack extends Stack {
  readonly webhooks: MetaWebhooks;

  constructor(scope: Construct, id: string, { configuration, code, ...props }: MetaWebhooksStackProps) {
    const { terminationProtection } = configuration;
    super(scope, id, { description: "meta-webhooks-aws: receives Meta's webhooks", terminationProtection, ...props });
    const encryptionKey =
      configuration.encryption === 'CUSTOMER_MANAGED' ? new CustomerKey(this, 'CustomerKey').key : undefined;
    // CDK leaves the id `Default` out of logical ids and names, so that they are as if the stack had all resources.
    this.webhooks = new MetaWebhooks(this, 'Default', { ...toProps(this, configuration), encryptionKey, code });
    this.addOutputs();
  }

  /** Short for `webhooks.onChange`. */
  onChange<T extends ChangeDetailType>(id: string, props: ChangeRuleOptions<T>): ChangeRule<T> {
    return this.webhooks.onChange(id, props);
  }

  /** Short for `webhooks.addConsumer`. */
  addConsumer<T extends ChangeDetailType>(id: string, props: ChangeConsumerOptions<T>): ChangeConsumer<T> {
    return this.webhooks.addConsumer(id, props);
  }

  protected override allocateLogicalId(element: CfnElement): string {
    const path = element.node.path.slice(this.node.path.length + 1);
    const resource = path.endsWith('/Resource') ? path.slice(0, -'/Resource'.length) : '';
    const [pattern, id] = LOGICAL_IDS.find(([known]) => known.test(resource)) ?? [];
    return pattern && id !== undefined ? resource.replace(pattern, id) : super.allocateLogicalId(element);
  }

  private addOutputs(): void {
    const { webhooks } = this;
    for (const app of webhooks.appKeys) this.addAppOutputs(app);
    this.addDomainOutputs('CustomDomain', webhooks.domainName);
    this.addDomainOutputs('MutualTlsDomain', webhooks.mutualTlsDomainName);
    this.output('EventBusName', webhooks.eventBus.eventBusName, 'Event bus that receives the changes');
    this.output('DeliveryQueueUrl', webhooks.queue.queueUrl, 'Queue of accepted deliveries');
    this.output('DeadLetterQueueUrl', webhooks.deadLetterQueue.queueUrl, 'Queue of deliveries that failed');
    this.output('ClaimTableName', webhooks.claimTable.tableName, 'Table of emitted changes');
    this.output('ArchiveBucketName', webhooks.bucket.bucketName, 'Bucket of deliveries and oversize content');
    if (webhooks.storyInsightsTable)
      this.output('StoryInsightsTableName', webhooks.storyInsightsTable.tableName, 'Table of Instagram story insights');
    this.addMentionOutputs();
  }

  /** Adds the outputs of an app. Their names end with the key of the app, except for the default app. */
  private addAppOutputs(app: string): void {
    const suffix = app === 'meta' ? '' : pascalCase(app);
    const { webhooks } = this;
    this.output(`CallbackUrl${suffix}`, webhooks.callbackUrl(app), `Callback URL of ${app}, for the App Dashboard`);
    const { secretArn } = webhooks.appSecret(app);
    this.output(`AppSecretArn${suffix}`, secretArn, `Secret with the app secret and verify token of ${app}`);
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

  private addMentionOutputs(): void {
    const { mentionReplies } = this.webhooks;
    if (!mentionReplies) return;
    const { madeTokens, mentions, table } = mentionReplies;
    for (const [accountId, { secretArn }] of madeTokens) {
      const description = `Secret with the access token of Instagram account ${accountId}`;
      this.output(`MentionTokenArn${accountId}`, secretArn, description);
    }
    this.output('MentionQueueUrl', mentions.queue.queueUrl, 'Queue of mentions that wait for a reply');
    this.output('MentionReviewQueueUrl', mentions.manualReview.queueUrl, 'Queue of mentions for manual review');
    this.output('MentionTableName', table.table.tableName, 'Table of answered mentions');
  }

  private output(id: string, value: string, description: string): void {
    new CfnOutput(this, id, { value, description });
  }
}
