import { AlarmStatusWidget, Dashboard, GraphWidget, TextWidget } from 'aws-cdk-lib/aws-cloudwatch';
import type { IAlarm, IWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { Aws, Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { ALARM_NAMES, type AlarmName } from '../../src/metrics/alarm-names.ts';
import type { MonitoringConfiguration } from '../configuration/monitoring.ts';
import { runbookAt } from './alarms.ts';
import { contentWidgets, costWidgets, timeWidgets } from './detail-widgets.ts';
import { watchWidgets } from './watch-widgets.ts';
import { pipelineWidgets, type PipelineView } from './pipeline-widgets.ts';
import type { WidgetSpec } from './widget-row.ts';

/** The grid of CloudWatch has 24 columns. */
const GRAPH = { width: 6, height: 6 };
const HEAD_HEIGHT = 6;
const COLUMNS = 24;
const TEXT_WIDTH = 8;
/**
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
 * (2026-11)
 */
const MAX_ALARMS_A_WIDGET = 100;

/** Properties of the dashboard. */
export interface PipelineDashboardProps {
  readonly view: PipelineView;
  readonly alarms: readonly IAlarm[];
  readonly configuration: MonitoringConfiguration;
}

/** Creates one dashboard that shows whether the receiver works and, if not, which step of the pipeline fails. */
export class PipelineDashboard extends Construct {
  readonly dashboard: Dashboard;

  constructor(scope: Construct, id: string, { view, alarms, configuration }: PipelineDashboardProps) {
    super(scope, id);
    const [steps, refusals] = pipelineWidgets(view);
    const rows = [steps, refusals, timeWidgets(view), contentWidgets(view), watchWidgets(view), costWidgets(view)];
    this.dashboard = new Dashboard(this, 'Dashboard', {
      // Dashboard names are global: without the region, a deployment to a second region would conflict with this one.
      dashboardName: `${view.metrics.namespace}-${Aws.REGION}`,
      defaultInterval: Duration.hours(3),
      widgets: [...heads(alarms, configuration), ...rows.map((row) => row.map(graph))],
    });
  }
}

/**
 * Returns the alarm rows. The first row also has the text widget; alarms beyond one widget's limit follow in separate
 * rows.
 */
function heads(alarms: readonly IAlarm[], configuration: MonitoringConfiguration): IWidget[][] {
  const parts = Array.from({ length: Math.max(1, Math.ceil(alarms.length / MAX_ALARMS_A_WIDGET)) }, (_, i) =>
    alarms.slice(i * MAX_ALARMS_A_WIDGET, (i + 1) * MAX_ALARMS_A_WIDGET),
  );
  const text = new TextWidget({ markdown: whatToDo(configuration), width: TEXT_WIDTH, height: HEAD_HEIGHT });
  return parts.map((part, i) => {
    const title = `Alarms${parts.length > 1 ? ` (${i + 1} of ${parts.length})` : ''}`;
    const status = new AlarmStatusWidget({
      title,
      alarms: [...part],
      width: i === 0 ? COLUMNS - TEXT_WIDTH : COLUMNS,
      height: HEAD_HEIGHT,
    });
    return i === 0 ? [status, text] : [status];
  });
}

/** Draws one graph of the dashboard. */
function graph({ title, left, right, unit, rightUnit, limits, stacked }: WidgetSpec): IWidget {
  return new GraphWidget({
    ...GRAPH,
    title,
    left: [...left],
    right: [...(right ?? [])],
    leftAnnotations: [...(limits ?? [])],
    leftYAxis: { label: unit, showUnits: false, min: 0 },
    ...(right && { rightYAxis: { label: rightUnit, showUnits: false, min: 0 } }),
    stacked: stacked ?? false,
    period: Duration.minutes(5),
  });
}

function whatToDo(configuration: MonitoringConfiguration): string {
  const link = (name: AlarmName): string => {
    const at = runbookAt(name, configuration);
    return configuration.runbookUrl === undefined ? name : `[${name}](${at})`;
  };
  return [
    '## What to do',
    '1. Open each red alarm. Its description says what happened and what to do first.',
    '2. Read the next two rows from left to right. They show the steps of the pipeline: find the first step whose ' +
      'numbers drop.',
    '3. Run the saved queries of this stack in Logs Insights: rejected requests, one delivery from end to end, ' +
      'worker failures.',
    '',
    `Runbook (${configuration.runbookUrl ?? 'docs/runbook.md'}): ${ALARM_NAMES.map(link).join(' · ')}`,
  ].join('\n');
}
