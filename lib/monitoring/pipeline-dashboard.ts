import { AlarmStatusWidget, Dashboard, GraphWidget, TextWidget } from 'aws-cdk-lib/aws-cloudwatch';
import type { IAlarm, IWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { Aws, Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { ALARM_NAMES, type AlarmName, type MonitoringConfiguration } from '../configuration/monitoring.ts';
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

export interface PipelineDashboardProps {
  readonly view: PipelineView;
  readonly alarms: readonly IAlarm[];
  readonly configuration: MonitoringConfiguration;
}

/** One page that says whether all is well, and if not, where on the pipeline it is not. */
export class PipelineDashboard extends Construct {
  readonly dashboard: Dashboard;

  constructor(scope: Construct, id: string, { view, alarms, configuration }: PipelineDashboardProps) {
    super(scope, id);
    const [steps, refusals] = pipelineWidgets(view);
    const rows = [steps, refusals, timeWidgets(view), contentWidgets(view), watchWidgets(view), costWidgets(view)];
    this.dashboard = new Dashboard(this, 'Dashboard', {
      // Dashboards are global: without the region, the second region's deployment would replace or refuse this one.
      dashboardName: `${view.metrics.namespace}-${Aws.REGION}`,
      defaultInterval: Duration.hours(3),
      widgets: [...heads(alarms, configuration), ...rows.map((row) => row.map(graph))],
    });
  }
}

/**
 * The first row has the first alarms beside what to do; alarms beyond one widget's limit follow in rows of their own.
 */
function heads(alarms: readonly IAlarm[], configuration: MonitoringConfiguration): IWidget[][] {
  const parts = Array.from({ length: Math.max(1, Math.ceil(alarms.length / MAX_ALARMS_A_WIDGET)) }, (_, i) =>
    alarms.slice(i * MAX_ALARMS_A_WIDGET, (i + 1) * MAX_ALARMS_A_WIDGET),
  );
  const text = new TextWidget({ markdown: whatToDo(configuration), width: TEXT_WIDTH, height: HEAD_HEIGHT });
  return parts.map((part, i) => {
    const title = `All is well when all of these are green${parts.length > 1 ? ` (${i + 1} of ${parts.length})` : ''}`;
    const status = new AlarmStatusWidget({
      title,
      alarms: [...part],
      width: i === 0 ? COLUMNS - TEXT_WIDTH : COLUMNS,
      height: HEAD_HEIGHT,
    });
    return i === 0 ? [status, text] : [status];
  });
}

/** Two graphs that share a colour would be taken for one. */
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
    '1. A red alarm says in its description what it means and what to do first.',
    '2. The two rows below are the pipeline, from left to right: find the first step that is not as the one before.',
    '3. Logs Insights has the saved queries of this stack: what was refused and why, one delivery from end ' +
      'to end, failures of the worker.',
    '',
    `Runbook (${configuration.runbookUrl ?? 'docs/runbook.md'}): ${ALARM_NAMES.map(link).join(' · ')}`,
  ].join('\n');
}
