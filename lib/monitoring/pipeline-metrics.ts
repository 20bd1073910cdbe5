import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { ACCESS_LOG_METRICS } from '../../src/metrics/metric-lines.ts';
import type { MetricLine } from '../../src/metrics/metric-lines.ts';
import { listConsumers } from '../consumers/consumer-registry.ts';
import { ConfigurationError } from '../configuration/rules.ts';
import type { IMetaWebhooks, MonitoredResources } from '../meta-webhooks-interface.ts';
import { ownMetric, type OwnMetric, type Reading } from './own-metric.ts';

/** Describes a consumer to the monitoring stack. */
export interface WatchedConsumer {
  /** Construct ids below the receiver, concatenated: `Leads`, `StoryInsightsChanges`. */
  readonly id: string;
  readonly deadLetters: IQueue;
  /** Counts events that EventBridge could deliver neither to the target nor to the dead-letter queue. */
  readonly lost: Metric;
}

/** Provides every metric that monitoring uses: the receiver's own and those of the AWS resources. */
export class PipelineMetrics {
  readonly monitored: MonitoredResources;
  /** Namespace of the receiver's own metrics. */
  readonly namespace: string;

  /** Keys of the apps. */
  readonly appKeys: readonly string[];
  private readonly webhooks: IMetaWebhooks;

  /** @throws ConfigurationError CONFIGURATION_INVALID for an imported receiver, whose resources it does not know */
  constructor(webhooks: IMetaWebhooks) {
    if (!webhooks.monitored)
      throw new ConfigurationError(
        'CONFIGURATION_INVALID',
        'Create MetaWebhooksMonitoring in the app that creates the receiver. It may be in another stack.',
        [`${webhooks.node.path}: an imported receiver does not name the resources to monitor`],
      );
    this.webhooks = webhooks;
    this.monitored = webhooks.monitored;
    this.namespace = webhooks.namespace;
    this.appKeys = webhooks.appKeys ?? [];
  }

  /** Returns one of the receiver's own metrics. */
  own<L extends MetricLine>(metric: OwnMetric<L>, reading: Reading): Metric {
    return ownMetric(this.namespace, metric, reading);
  }

  /** Returns a metric that a filter derives from the access log. */
  answered(metricName: keyof typeof ACCESS_LOG_METRICS, reading: Omit<Reading, 'statistic'> = {}): Metric {
    return new Metric({ namespace: this.namespace, metricName, statistic: 'Sum', ...reading });
  }

  /** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html (2026-11) */
  get api() {
    const { api } = this.monitored;
    return {
      requests: (options?: MetricOptions) => api.metricCount({ statistic: 'Sum', ...options }),
      rejected: (options?: MetricOptions) => api.metricClientError({ statistic: 'Sum', ...options }),
      failed: (options?: MetricOptions) => api.metricServerError({ statistic: 'Sum', ...options }),
      latency: (options: MetricOptions) => api.metricLatency(options),
    };
  }

  get ingress() {
    return this.monitored.ingressFunction;
  }

  get worker() {
    return this.monitored.workerFunction;
  }

  get deliveries() {
    return this.monitored.queue;
  }

  get deadLetters() {
    return this.monitored.deadLetterQueue;
  }

  /** @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html (2026-11) */
  table(metricName: 'WriteThrottleEvents' | 'ConsumedWriteCapacityUnits', options?: MetricOptions): Metric {
    return this.monitored.claimTable.metric(metricName, { statistic: 'Sum', ...options });
  }

  /**
   * Counts the events that matched at least one rule. The worker counts the entries that `PutEvents` rejected, because
   * AWS counts these per account only.
   * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html (2026-11)
   */
  matchedEvents(options?: MetricOptions): Metric {
    const dimensionsMap = { EventBusName: this.webhooks.eventBus.eventBusName };
    return new Metric({
      namespace: 'AWS/Events',
      metricName: 'MatchedEvents',
      dimensionsMap,
      statistic: 'Sum',
      ...options,
    });
  }

  /** Returns the consumers that the receiver has so far. */
  consumers(): WatchedConsumer[] {
    return listConsumers(this.webhooks).map(({ ruleName, ...same }) => ({ ...same, lost: this.lost(ruleName) }));
  }

  /** Queue of mentions for manual review, if mention replies are configured. */
  get mentionsForPeople(): IQueue | undefined {
    return this.monitored.mentions?.reviewQueue;
  }

  /** Function that replies to mentions, if mention replies are configured. */
  get mentionReplies() {
    return this.monitored.mentions?.function;
  }

  private lost(RuleName: string): Metric {
    const dimensionsMap = { EventBusName: this.webhooks.eventBus.eventBusName, RuleName };
    return new Metric({
      namespace: 'AWS/Events',
      metricName: 'InvocationsFailedToBeSentToDlq',
      dimensionsMap,
      statistic: 'Sum',
    });
  }
}
