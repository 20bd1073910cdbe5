import { MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import { UNKNOWN_APP } from '../../src/metrics/metric-lines.ts';
import type { MetricLine, ValuesOf } from '../../src/metrics/metric-lines.ts';
import { searchBy } from './own-metric.ts';
import type { PipelineMetrics } from './pipeline-metrics.ts';
import type { WidgetSpec } from './widget-row.ts';

/** Provides what the graphs of the dashboard read. */
export interface PipelineView {
  readonly metrics: PipelineMetrics;
  readonly apps: readonly string[];
  /** Requests per second above which the API responds 429. */
  readonly rateLimit: number;
}

/** Returns a metric for each app. Labels include the app if there are several. */
export function perApp<L extends MetricLine>(
  { metrics, apps }: PipelineView,
  line: L,
  reading: Readonly<{ name: keyof ValuesOf<L> & string; statistic?: string; label: string }>,
): IMetric[] {
  const { name, statistic = 'Sum', label } = reading;
  return apps.map((app) =>
    metrics.own({ line, name, dimensions: { app } }, { statistic, label: formatLabel(app, label, apps) }),
  );
}

/** Returns a metric for each app, split by all values of a second dimension. */
export function searched(
  { metrics, apps }: Omit<PipelineView, 'rateLimit'>,
  search: { readonly line: MetricLine; readonly name: string; readonly by: string },
): IMetric[] {
  const { by } = search;
  return apps.map((app) => {
    const label = `\${PROP('Dim.${by}')}`;
    return new MathExpression({
      expression: searchBy(metrics.namespace, search, app),
      usingMetrics: {},
      label: formatLabel(app, label, apps),
    });
  });
}

function formatLabel(app: string, label: string, apps: readonly string[]): string {
  return apps.length > 1 ? `${app}: ${label}` : label;
}

/** Defines the graphs of the pipeline's steps, and below each step the graph of what it rejected or dropped. */
export function pipelineWidgets(view: PipelineView): [steps: WidgetSpec[], refusals: WidgetSpec[]] {
  return [steps(view), refusals(view)];
}

function steps(view: PipelineView): WidgetSpec[] {
  const { metrics } = view;
  return [
    {
      title: '1 Requests',
      unit: 'in 5 minutes',
      left: [
        metrics.api.requests({ label: 'requests' }),
        metrics.api.rejected({ label: '4xx responses' }),
        metrics.api.failed({ label: '5xx responses' }),
      ],
    },
    {
      title: '2 Deliveries',
      unit: 'in 5 minutes',
      left: [
        ...perApp(view, 'accepted', { name: 'Accepted', label: 'accepted' }),
        ...perApp(view, 'rejected', { name: 'RejectedRequests', label: 'rejected' }),
      ],
    },
    {
      title: '3 Changes',
      unit: 'in 5 minutes',
      left: [
        ...perApp(view, 'changes', { name: 'Changes', label: 'changes' }),
        ...perApp(view, 'changes', { name: 'Failed', label: 'failed, will be retried' }),
      ],
    },
    {
      title: '4 Events',
      unit: 'in 5 minutes',
      left: [
        ...perApp(view, 'changes', { name: 'Emitted', label: 'emitted' }),
        metrics.matchedEvents({ label: 'matched by a rule' }),
      ],
    },
  ];
}

function refusals(view: PipelineView): WidgetSpec[] {
  const { metrics } = view;
  return [
    {
      title: 'Rejected before ingress',
      unit: 'in 5 minutes',
      left: [
        metrics.answered('Throttled', { label: '429, throttled' }),
        metrics.answered('TooLarge', { label: '413, too large' }),
        metrics.ingress.metricThrottles({ statistic: 'Sum', label: 'function throttled' }),
        metrics.ingress.metricErrors({ statistic: 'Sum', label: 'function failed' }),
      ],
    },
    {
      title: 'Rejected requests by code',
      unit: 'in 5 minutes',
      stacked: true,
      left: searched(
        { metrics, apps: [...view.apps, UNKNOWN_APP] },
        { line: 'rejected', name: 'RejectedRequests', by: 'code' },
      ),
    },
    ...unusualChanges(view),
  ];
}

function unusualChanges(view: PipelineView): WidgetSpec[] {
  return [
    {
      title: 'Duplicate, weak and unknown changes',
      unit: 'in 5 minutes',
      left: [
        ...perApp(view, 'changes', { name: 'Duplicates', label: 'duplicate, not emitted' }),
        ...perApp(view, 'changes', { name: 'Weak', label: 'weak, may be emitted twice' }),
        ...perApp(view, 'changes', { name: 'Unknown', label: 'not in the catalog' }),
      ],
    },
    {
      title: 'Unmatched events',
      unit: 'in 5 minutes',
      left: [
        uncaught(view),
        ...perApp(view, 'changes', { name: 'PutEventsFailedEntries', label: 'rejected by the bus' }),
      ],
    },
  ];
}

/** Subtracts matched events from emitted events, because EventBridge has no metric for unmatched events. */
function uncaught(view: PipelineView): MathExpression {
  const emitted = Object.fromEntries(
    perApp(view, 'changes', { name: 'Emitted', label: 'emitted' }).map((metric, i) => [`emitted${i}`, metric]),
  );
  // SUM, not -: if no rule ever matched, there is no second series to subtract.
  const parts = [...Object.keys(emitted).map((id) => `FILL(${id}, 0)`), '-1 * FILL(matched, 0)'];
  return new MathExpression({
    expression: `SUM([${parts.join(', ')}])`,
    usingMetrics: { ...emitted, matched: view.metrics.matchedEvents() },
    label: 'no rule matched',
  });
}
