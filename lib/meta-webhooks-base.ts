import type { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import { Grant } from 'aws-cdk-lib/aws-iam';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Duration, RemovalPolicy } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { ConfigurationError } from './configuration/rules.ts';
import { grantViaService } from './constructs/customer-key.ts';
import { permitKeyFirst } from './constructs/key-policy.ts';
import { ChangeConsumer, type ChangeConsumerOptions } from './consumers/change-consumer.ts';
import type { ChangeDetailType } from './consumers/change-pattern.ts';
import { addChangeRule, type ChangeRule, type ChangeRuleOptions } from './consumers/change-rule.ts';
import type { IMetaWebhooks, MonitoredResources } from './meta-webhooks-interface.ts';
import { receiverMetric, type MetricName, type ReceiverMetricOptions } from './receiver-metric.ts';

/** What a receiver of this app and an imported one have in common. */
export abstract class MetaWebhooksBase extends Construct implements IMetaWebhooks {
  abstract readonly eventBus: IEventBus;
  abstract readonly bucket?: IBucket;
  abstract readonly encryptionKey?: IKey;
  abstract readonly dedupeWindow: Duration;
  abstract readonly namespace: string;
  abstract readonly appKeys?: readonly string[];
  abstract readonly queue?: IQueue;
  readonly removalPolicy?: RemovalPolicy;
  readonly monitored?: MonitoredResources;

  /**
   * Sends changes to your function, queue, rule target or URL, with a separate dead-letter queue. Short for
   * {@link ChangeRule}. If the target is in another stack, so is the rule.
   * @example webhooks.onChange('Leads', { detailType: 'page.leadgen', target })
   */
  onChange<T extends ChangeDetailType>(id: string, props: ChangeRuleOptions<T>): ChangeRule<T> {
    return addChangeRule(this, id, { ...props, webhooks: this });
  }

  /**
   * Adds a function that processes changes, with its rule, dead-letter queue and idempotency table. Short for
   * {@link ChangeConsumer}.
   * @example webhooks.addConsumer('Comments', { detailType: 'instagram.comments', entry: 'consumers/comments.ts' })
   */
  addConsumer<T extends ChangeDetailType>(id: string, props: ChangeConsumerOptions<T>): ChangeConsumer<T> {
    return new ChangeConsumer(this, id, { ...props, webhooks: this });
  }

  /**
   * Allows to list and read the archived deliveries, and bodies that were too large for the queue.
   * @throws {@link ConfigurationError} CONFIGURATION_INVALID if an import does not name the bucket
   */
  grantReadArchive(grantee: IGrantable): Grant {
    const bucket = this.required('bucket', this.bucket);
    const list = Grant.addToPrincipal({
      grantee,
      actions: ['s3:ListBucket'],
      resourceArns: [bucket.bucketArn],
      conditions: { StringLike: { 's3:prefix': 'deliveries/*' } },
    });
    return list.combine(this.grantRead(grantee, bucket, ['deliveries/*', 'oversize/*']));
  }

  /**
   * Allows to read the values that are too large for the bus, for `loadValue`.
   * @throws {@link ConfigurationError} CONFIGURATION_INVALID if an import does not name the bucket
   */
  grantReadValues(grantee: IGrantable): Grant {
    return this.grantRead(grantee, this.required('bucket', this.bucket), ['values/*']);
  }

  /**
   * Allows to replay deliveries: to read the archive and to send to the delivery queue.
   * @throws {@link ConfigurationError} CONFIGURATION_INVALID if an import does not name the bucket and the queue
   */
  grantReplay(grantee: IGrantable): Grant {
    const { queueArn } = this.required('queue', this.queue);
    const actions = ['sqs:SendMessage'];
    const send = Grant.addToPrincipal({ grantee, actions, resourceArns: [queueArn] });
    this.grantKey(grantee, ['kms:Decrypt', 'kms:GenerateDataKey'], 'sqs');
    return this.grantReadArchive(grantee).combine(send);
  }

  /**
   * Returns one of the receiver's own metrics. A metric by app has the dimension `app`: pass it if there are
   * several.
   * @throws {@link ConfigurationError} CONFIGURATION_INVALID for a name, an app or a dimension that nothing writes
   * @default - the sum, or p99 of a metric in milliseconds, over 5 minutes
   */
  metric(name: MetricName, props?: ReceiverMetricOptions): Metric {
    return receiverMetric({ namespace: this.namespace, appKeys: this.appKeys, path: this.node.path }, name, props);
  }

  /** Counts the deliveries that ingress accepted. @default - sum over 5 minutes */
  metricAccepted(props?: ReceiverMetricOptions): Metric {
    return this.metric('Accepted', props);
  }

  /** Counts the events that the worker sent to the bus. @default - sum over 5 minutes */
  metricEmitted(props?: ReceiverMetricOptions): Metric {
    return this.metric('Emitted', props);
  }

  /** Counts the deliveries that the worker dead-lettered, of all apps together. @default - sum over 5 minutes */
  metricDeadLettered(props?: ReceiverMetricOptions): Metric {
    return this.metric('DeadLettered', props);
  }

  private grantRead(grantee: IGrantable, bucket: IBucket, patterns: readonly string[]): Grant {
    const resourceArns = patterns.map((pattern) => bucket.arnForObjects(pattern));
    this.grantKey(grantee, ['kms:Decrypt'], 's3');
    return Grant.addToPrincipal({ grantee, actions: ['s3:GetObject'], resourceArns });
  }

  private grantKey(grantee: IGrantable, actions: readonly string[], service: string): void {
    const key = this.encryptionKey;
    if (!key) return;
    if (grantee instanceof LambdaFunction) permitKeyFirst(grantee, { key, actions, services: [service] });
    else grantee.grantPrincipal.addToPrincipalPolicy(grantViaService(key, actions, [service]));
  }

  private required<T>(name: string, value: T | undefined): T {
    if (value !== undefined) return value;
    throw new ConfigurationError('CONFIGURATION_INVALID', `Pass \`${name}\` to MetaWebhooks.fromAttributes.`, [
      `${this.node.path}: the imported receiver has no ${name}`,
    ]);
  }
}
