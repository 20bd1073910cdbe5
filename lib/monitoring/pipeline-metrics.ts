import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { ACCESS_LOG_METRICS } from '../../src/metrics/metric-lines.ts';
import type { MetricLine } from '../../src/metrics/metric-lines.ts';
import { OnChange } from '../consumers/on-change.ts';
import type { MetaWebhooksStack } from '../meta-webhooks-stack.ts';
import { ownMetric, type OwnMetric, type Reading } from './own-metric.ts';

/** A consumer as monitoring sees it. */
export interface WatchedConsumer {
  /** Its ids in the stack, put together: `Leads`, `StoryInsightsChanges`. */
  readonly id: string;
  readonly deadLetters: IQueue;
  /** Events that EventBridge could hand neither to the target nor to the dead letters. */
  readonly lost: Metric;
}

/** Every metric that is watched: ours, and what AWS measures of the pipeline's resources. */
export class PipelineMetrics {
  readonly pipeline: MetaWebhooksStack;
  /** Our metrics' namespace. */
  readonly namespace: string;

  constructor(pipeline: MetaWebhooksStack) {
    this.pipeline = pipeline;
    this.namespace = pipeline.stackName;
  }

  /** One of ours. */
  own<L extends MetricLine>(metric: OwnMetric<L>, reading: Reading): Metric {
    return ownMetric(this.namespace, metric, reading);
  }

  /** One that a filter reads off the access log. */
  answered(metricName: keyof typeof ACCESS_LOG_METRICS, reading: Omit<Reading, 'statistic'> = {}): Metric {
    return new Metric({ namespace: this.namespace, metricName, statistic: 'Sum', ...reading });
  }

  /** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html (2026-11) */
  get api() {
    const { api } = this.pipeline.ingress;
    return {
      requests: (options?: MetricOptions) => api.metricCount({ statistic: 'Sum', ...options }),
      refused: (options?: MetricOptions) => api.metricClientError({ statistic: 'Sum', ...options }),
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
   * Events of the bus that any rule matched. What `PutEvents` refused is ours to count: AWS does that for the account
   * as a whole only.
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

  /** The consumers that the stack has now: whoever is added later is not watched. */
  consumers(): WatchedConsumer[] {
    const found = this.pipeline.node.findAll().filter((construct) => construct instanceof OnChange);
    return found.map(({ node, deadLetters, ruleName }) => ({
      id: idBelow(this.pipeline, node.path),
      deadLetters,
      lost: this.lost(ruleName),
    }));
  }

  /** Mentions that only a person can answer, where mentions are answered at all. */
  get mentionsForPeople(): IQueue | undefined {
    return this.pipeline.mentionReplies?.mentions.forPeople;
  }

  /** What answers mentions. */
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

/** Two consumers may hold an `OnChange` of the same id. */
function idBelow({ node }: MetaWebhooksStack, path: string): string {
  return path.slice(node.path.length + 1).replaceAll('/', '');
}
