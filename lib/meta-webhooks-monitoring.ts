import { FilterPattern, MetricFilter } from 'aws-cdk-lib/aws-logs';
import type { Alarm, Dashboard } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { AspectPriority, Aspects, CfnMapping, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { ACCESS_LOG_METRICS } from '../src/metrics/metric-lines.ts';
import type { MetaWebhooksMonitoringProps } from './meta-webhooks-monitoring-props.ts';
import { Alarms } from './monitoring/alarms.ts';
import { appAlarms } from './monitoring/app-alarms.ts';
import { resolveMonitoring, type MonitoringSettings } from './monitoring/monitoring-settings.ts';
import { consumerAlarms, pipelineAlarms } from './monitoring/pipeline-alarms.ts';
import { PipelineDashboard } from './monitoring/pipeline-dashboard.ts';
import { PipelineMetrics } from './monitoring/pipeline-metrics.ts';
import { SavedQueries } from './monitoring/saved-queries.ts';

/**
 * Host of the console by partition; it follows the region.
 * @see https://docs.aws.amazon.com/govcloud-us/latest/UserGuide/using-govcloud-endpoints.html (2026-11)
 */
const CONSOLES = { aws: { host: 'console.aws.amazon.com' }, 'aws-us-gov': { host: 'console.amazonaws-us-gov.com' } };

/**
 * Monitors a receiver: a dashboard, alarms and saved queries. Consumers count whenever they are added, because their
 * alarms and graphs are created when the app is synthesized.
 * @example new MetaWebhooksMonitoring(this, 'Monitoring', { webhooks, alarmTopic });
 */
export class MetaWebhooksMonitoring extends Construct {
  /** Topic that the alarms notify. */
  readonly alarmTopic: ITopic;
  readonly dashboard: Dashboard;
  private readonly alarmTable: Alarms;

  /**
   * @throws ConfigurationError CONFIGURATION_INVALID with all problems of the properties, or for an imported receiver
   */
  constructor(scope: Construct, id: string, props: MetaWebhooksMonitoringProps) {
    super(scope, id);
    const settings = resolveMonitoring(props, this.node.path);
    const metrics = new PipelineMetrics(settings.webhooks);
    this.countAnswers(metrics);
    this.alarmTable = new Alarms(this, 'Alarms', { ...settings, prefix: metrics.namespace });
    this.alarmTopic = this.alarmTable.topic;
    this.alarmTable.add([...pipelineAlarms(metrics), ...appAlarms(metrics, (app) => noDeliveryHours(settings, app))]);
    const dashboard = new PipelineDashboard(this, 'Pipeline', metrics.namespace);
    this.dashboard = dashboard.dashboard;
    new SavedQueries(this, 'Queries', metrics);
    this.atSynthesis(() => {
      this.alarmTable.add(consumerAlarms(metrics));
      const view = { metrics, apps: metrics.appKeys, rateLimit: metrics.monitored.rateLimit };
      dashboard.draw({ view, alarms: this.alarms, runbookUrl: settings.runbookUrl });
    });
  }

  /** The alarms. Those of the consumers follow when the app is synthesized. */
  get alarms(): readonly Alarm[] {
    return this.alarmTable.alarms;
  }

  /** URL of the dashboard in the console. */
  get dashboardUrl(): string {
    const { region, partition } = Stack.of(this);
    const id = 'Consoles';
    const consoles =
      (this.node.tryFindChild(id) as CfnMapping | undefined) ?? new CfnMapping(this, id, { mapping: CONSOLES });
    const host = `${region}.${consoles.findInMap(partition, 'host')}`;
    return `https://${host}/cloudwatch/home?region=${region}#dashboards/dashboard/${this.dashboard.dashboardName}`;
  }

  /** Acts once, when every construct of the app exists. */
  private atSynthesis(act: () => void): void {
    let isDone = false;
    const visit = (visited: unknown): void => {
      if (visited !== this || isDone) return;
      isDone = true;
      act();
    };
    Aspects.of(this).add({ visit }, { priority: AspectPriority.MUTATING });
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
}

function noDeliveryHours({ noDeliveryAlarm, noDeliveryAlarmByApp }: MonitoringSettings, app: string): number {
  return (noDeliveryAlarmByApp[app] ?? noDeliveryAlarm).toHours();
}
