import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { ACCESS_LOG_METRICS } from '../../src/metrics/metric-lines.ts';
import type { MetricLine } from '../../src/metrics/metric-lines.ts';
import { ChangeRule } from '../consumers/change-rule.ts';
import type { MetaWebhooksStack } from '../meta-webhooks-stack.ts';
import { ownMetric, type OwnMetric, type Reading } from './own-metric.ts';

/** Describes a consumer to the monitoring stack. */
export interface WatchedConsumer {
  /** Construct ids below the stack, concatenated: `Leads`, `StoryInsightsChanges`. */
  readonly id: string;
  readonly deadLetters: IQueue;
  /** Counts events that EventBridge could deliver neither to the target nor to the dead-letter queue. */
  readonly lost: Metric;
}

/** Provides every metric that the monitoring stack uses: the receiver's own and those of the AWS resources. */
export class PipelineMetrics {
  readonly pipeline: MetaWebhooksStack;
  /** Namespace of the receiver's own metrics. */
  readonly namespace: string;

  constructor(pipeline: MetaWebhooksStack) {
    this.pipeline = pipeline;
    this.namespace = pipeline.stackName;
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
    const { api } = this.pipeline.ingress;
    return {
      requests: (options?: MetricOptions) => api.metricCount({ statistic: 'Sum', ...options }),
      rejected: (options?: MetricOptions) => api.metricClientError({ statistic: 'Sum', ...options }),
      failed: (options?: MetricOptions) => api.metricServerError({ statistic: 'Sum', ...options }),
      latency: (options: MetricOptions) => api.metricLatency(options),
    };
  }

  get ingress() {
    return this.pipeline.ingress.handler.function;
  }

  get worker() {
    return this.pipeline.worker.handler.function;
  }

  get deliveries() {
    return this.pipeline.deliveries.queue;
  }

  get deadLetters() {
    return this.pipeline.deliveries.deadLetters;
  }

  /** @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html (2026-11) */
  table(metricName: 'WriteThrottleEvents' | 'ConsumedWriteCapacityUnits', options?: MetricOptions): Metric {
    return this.pipeline.claims.table.metric(metricName, { statistic: 'Sum', ...options });
  }

  /**
   * Counts the events that matched at least one rule. The worker counts the entries that `PutEvents` rejected, because
   * AWS counts these per account only.
   * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html (2026-11)
   */
  matchedEvents(options?: MetricOptions): Metric {
    const dimensionsMap = { EventBusName: this.pipeline.bus.bus.eventBusName };
    return new Metric({
      namespace: 'AWS/Events',
      metricName: 'MatchedEvents',
      dimensionsMap,
      statistic: 'Sum',
      ...options,
    });
  }

  /** Returns the consumers that the app has now, in any stack. Consumers added later are not monitored. */
  consumers(): WatchedConsumer[] {
    const rules = this.pipeline.node.root.node.findAll().filter((construct) => construct instanceof ChangeRule);
    const found = rules.filter(({ webhooks }) => webhooks.eventBus === this.pipeline.bus.bus);
    return found.map(({ node, deadLetterQueue, ruleName }) => ({
      id: idBelow(this.pipeline, node.path),
      deadLetters: deadLetterQueue,
      lost: this.lost(ruleName),
    }));
  }

  /** Queue of mentions for manual review, if mention replies are configured. */
  get mentionsForPeople(): IQueue | undefined {
    return this.pipeline.mentionReplies?.mentions.manualReview;
  }

  /** Function that replies to mentions, if mention replies are configured. */
  get mentionReplies() {
    return this.pipeline.mentionReplies?.handler.function;
  }

  private lost(RuleName: string): Metric {
    const dimensionsMap = { EventBusName: this.pipeline.bus.bus.eventBusName, RuleName };
    return new Metric({
      namespace: 'AWS/Events',
      metricName: 'InvocationsFailedToBeSentToDlq',
      dimensionsMap,
      statistic: 'Sum',
    });
  }
}

/**
 * Returns the path below the receiver's stack, because two consumers may have a `ChangeRule` with the same id. For a
 * rule of another stack, it is the whole path.
 */
function idBelow({ node }: MetaWebhooksStack, path: string): string {
  const below = path.startsWith(`${node.path}/`) ? path.slice(node.path.length + 1) : path;
  return below.replaceAll('/', '');
}
