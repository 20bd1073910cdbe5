import { AlarmStatusWidget, Dashboard, GraphWidget, TextWidget } from 'aws-cdk-lib/aws-cloudwatch';
import type { IAlarm, IWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { Aws, Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { ALARM_NAMES, type AlarmName } from '../../src/metrics/alarm-names.ts';
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

/** The content of the dashboard. */
export interface DashboardContent {
  readonly view: PipelineView;
  readonly alarms: readonly IAlarm[];
  /** URL of the runbook. */
  readonly runbookUrl: string | undefined;
}

/** Creates one dashboard that shows whether the receiver works and, if not, which step of the pipeline fails. */
export class PipelineDashboard extends Construct {
  readonly dashboard: Dashboard;

  constructor(scope: Construct, id: string, namespace: string) {
    super(scope, id);
    this.dashboard = new Dashboard(this, 'Dashboard', {
      // Dashboard names are global: without the region, a deployment to a second region would conflict with this one.
      dashboardName: `${namespace}-${Aws.REGION}`,
      defaultInterval: Duration.hours(3),
    });
  }

  /** Adds all widgets. */
  draw({ view, alarms, runbookUrl }: DashboardContent): void {
    const [steps, refusals] = pipelineWidgets(view);
    const graphs = [steps, refusals, timeWidgets(view), contentWidgets(view), watchWidgets(view), costWidgets(view)];
    const rows = [...heads(alarms, runbookUrl), ...graphs.map((row) => row.map(graph))];
    for (const row of rows) this.dashboard.addWidgets(...row);
  }
}

/**
 * Returns the alarm rows. The first row also has the text widget; alarms beyond one widget's limit follow in separate
 * rows.
 */
function heads(alarms: readonly IAlarm[], runbookUrl: string | undefined): IWidget[][] {
  const parts = Array.from({ length: Math.max(1, Math.ceil(alarms.length / MAX_ALARMS_A_WIDGET)) }, (_, i) =>
    alarms.slice(i * MAX_ALARMS_A_WIDGET, (i + 1) * MAX_ALARMS_A_WIDGET),
  );
  const text = new TextWidget({ markdown: whatToDo(runbookUrl), width: TEXT_WIDTH, height: HEAD_HEIGHT });
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

function whatToDo(runbookUrl: string | undefined): string {
  const link = (name: AlarmName): string => {
    const at = runbookAt(name, runbookUrl);
    return runbookUrl === undefined ? name : `[${name}](${at})`;
  };
  return [
    '## What to do',
    '1. Open each red alarm. Its description says what happened and what to do first.',
    '2. Read the next two rows from left to right. They show the steps of the pipeline: find the first step whose ' +
      'numbers drop.',
    '3. Run the saved queries of this receiver in Logs Insights: rejected requests, one delivery from end to end, ' +
      'worker failures.',
    '',
    `Runbook (${runbookUrl ?? 'docs/runbook.md'}): ${ALARM_NAMES.map(link).join(' · ')}`,
  ].join('\n');
}
