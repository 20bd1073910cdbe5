import { FilterPattern, MetricFilter } from 'aws-cdk-lib/aws-logs';
import { CfnOutput, Stack } from 'aws-cdk-lib/core';
import type { StackProps } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { ACCESS_LOG_METRICS } from '../src/metrics/metric-lines.ts';
import type { Configuration } from './configuration/configuration.ts';
import type { MetaWebhooksStack } from './meta-webhooks-stack.ts';
import { Alarms } from './monitoring/alarms.ts';
import { appAlarms } from './monitoring/app-alarms.ts';
import { pipelineAlarms } from './monitoring/pipeline-alarms.ts';
import { PipelineDashboard } from './monitoring/pipeline-dashboard.ts';
import { PipelineMetrics } from './monitoring/pipeline-metrics.ts';
import { SavedQueries } from './monitoring/saved-queries.ts';

export interface MetaWebhooksMonitoringStackProps extends StackProps {
  readonly configuration: Configuration;
  /** What is watched, with all the consumers that it has by now. */
  readonly pipeline: MetaWebhooksStack;
}

/**
 * Dashboard, alarms and saved queries, in a stack of their own: watching can change, or go, without touching the
 * pipeline.
 * It reads the names of the pipeline's resources from outputs that CDK adds there, by weak references: neither stack
 * holds
 * the other's deployment up.
 */
export class MetaWebhooksMonitoringStack extends Stack {
  readonly alarms: Alarms;
  readonly dashboard: PipelineDashboard;

  constructor(scope: Construct, id: string, { configuration, pipeline, ...props }: MetaWebhooksMonitoringStackProps) {
    super(scope, id, { description: "meta-webhooks-aws: watches the receiver of Meta's webhooks", ...props });
    const metrics = new PipelineMetrics(pipeline);
    this.countAnswers(pipeline);
    this.alarms = new Alarms(this, 'Alarms', {
      rows: [...pipelineAlarms(metrics, configuration.throttle), ...appAlarms(metrics, configuration)],
      configuration: configuration.monitoring,
      prefix: metrics.namespace,
    });
    this.dashboard = new PipelineDashboard(this, 'Road', {
      view: { metrics, apps: Object.keys(configuration.apps), rateLimit: configuration.throttle.rateLimit },
      alarms: this.alarms.alarms,
      configuration: configuration.monitoring,
    });
    new SavedQueries(this, 'Queries', pipeline);
    this.addOutputs();
  }

  /**
   * No function can count what API Gateway answers by itself. API Gateway may log neither its own 413 nor very many
   * 429:
   * what this counts is a lower bound.
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-monitor.html (2026-11)
   */
  private countAnswers(pipeline: MetaWebhooksStack): void {
    for (const [metricName, status] of Object.entries(ACCESS_LOG_METRICS)) {
      new MetricFilter(this, `${metricName}Answers`, {
        logGroup: pipeline.ingress.accessLog,
        metricNamespace: pipeline.stackName,
        metricName,
        metricValue: '1',
        filterPattern: FilterPattern.stringValue('$.status', '=', status),
      });
    }
  }

  private addOutputs(): void {
    const { region } = this;
    const name = this.dashboard.dashboard.dashboardName;
    const url = `https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}#dashboards/dashboard/${name}`;
    new CfnOutput(this, 'DashboardUrl', { value: url, description: 'Dashboard, in the console' });
    new CfnOutput(this, 'AlarmTopicArn', {
      value: this.alarms.topic.topicArn,
      description: 'Topic of the alarms, for chat or pager',
    });
  }
}
