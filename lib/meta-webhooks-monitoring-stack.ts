import { FilterPattern, MetricFilter } from 'aws-cdk-lib/aws-logs';
import { CfnMapping, CfnOutput, Stack } from 'aws-cdk-lib/core';
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

/**
 * Host of the console by partition; it follows the region.
 * @see https://docs.aws.amazon.com/govcloud-us/latest/UserGuide/using-govcloud-endpoints.html (2026-11)
 */
const CONSOLES = { aws: { host: 'console.aws.amazon.com' }, 'aws-us-gov': { host: 'console.amazonaws-us-gov.com' } };

/** Properties of the monitoring stack. */
export interface MetaWebhooksMonitoringStackProps extends StackProps {
  readonly configuration: Configuration;
  /** The stack to monitor, with the consumers that it has at this point. */
  readonly pipeline: MetaWebhooksStack;
}

/**
 * Creates the dashboard, alarms and saved queries in a separate stack, so that monitoring can change or be deleted
 * without a change of the pipeline. The stack reads the names of the pipeline's resources from outputs that CDK adds
 * there. These are weak references: neither stack blocks the deployment of the other.
 */
export class MetaWebhooksMonitoringStack extends Stack {
  readonly alarms: Alarms;
  readonly dashboard: PipelineDashboard;

  constructor(scope: Construct, id: string, { configuration, pipeline, ...props }: MetaWebhooksMonitoringStackProps) {
    super(scope, id, { description: "meta-webhooks-aws: monitors the receiver of Meta's webhooks", ...props });
    const metrics = new PipelineMetrics(pipeline.webhooks);
    this.countAnswers(metrics);
    this.alarms = new Alarms(this, 'Alarms', {
      rows: [...pipelineAlarms(metrics, configuration.throttle), ...appAlarms(metrics, configuration)],
      configuration: configuration.monitoring,
      prefix: metrics.namespace,
    });
    this.dashboard = new PipelineDashboard(this, 'Pipeline', {
      view: { metrics, apps: Object.keys(configuration.apps), rateLimit: configuration.throttle.rateLimit },
      alarms: this.alarms.alarms,
      configuration: configuration.monitoring,
    });
    new SavedQueries(this, 'Queries', metrics);
    this.addOutputs();
  }

  /**
   * Counts the responses that API Gateway sends itself, which no function can count. API Gateway may not log its own
   * 413 responses, nor all 429 responses under high load, so the counts are lower bounds.
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-monitor.html (2026-11)
   */
  private countAnswers({ monitored, namespace }: PipelineMetrics): void {
    for (const [metricName, status] of Object.entries(ACCESS_LOG_METRICS)) {
      new MetricFilter(this, `${metricName}Answers`, {
        logGroup: monitored.accessLogGroup,
        metricNamespace: namespace,
        metricName,
        metricValue: '1',
        filterPattern: FilterPattern.stringValue('$.status', '=', status),
      });
    }
  }

  private addOutputs(): void {
    const { region } = this;
    const name = this.dashboard.dashboard.dashboardName;
    const consoles = new CfnMapping(this, 'Consoles', { mapping: CONSOLES });
    const host = `${region}.${consoles.findInMap(this.partition, 'host')}`;
    const url = `https://${host}/cloudwatch/home?region=${region}#dashboards/dashboard/${name}`;
    new CfnOutput(this, 'DashboardUrl', { value: url, description: 'CloudWatch dashboard of the receiver' });
    new CfnOutput(this, 'AlarmTopicArn', {
      value: this.alarms.topic.topicArn,
      description: 'SNS topic of the alarms: subscribe chat or a pager',
    });
  }
}
