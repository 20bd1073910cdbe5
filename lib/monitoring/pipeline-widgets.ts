import { MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import { UNKNOWN_APP } from '../../src/metrics/metric-lines.ts';
import type { MetricLine, ValuesOf } from '../../src/metrics/metric-lines.ts';
import { searchBy } from './own-metric.ts';
import type { PipelineMetrics } from './pipeline-metrics.ts';
import type { WidgetSpec } from './widget-row.ts';

/** What stands under each step of the pipeline. */
export interface PipelineView {
  readonly metrics: PipelineMetrics;
  readonly apps: readonly string[];
  /** The rate above which the API answers 429. */
  readonly rateLimit: number;
}

/** A metric of each app; its name stands in the label where there are several. */
export function perApp<L extends MetricLine>(
  { metrics, apps }: PipelineView,
  line: L,
  reading: Readonly<{ name: keyof ValuesOf<L> & string; statistic?: string; label: string }>,
): IMetric[] {
  const { name, statistic = 'Sum', label } = reading;
  return apps.map((app) =>
    metrics.own({ line, name, dimensions: { app } }, { statistic, label: labelOf(app, label, apps) }),
  );
}

/** A metric of each app by a second dimension, whatever values that has. */
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
      label: labelOf(app, label, apps),
    });
  });
}

function labelOf(app: string, label: string, apps: readonly string[]): string {
  return apps.length > 1 ? `${app}: ${label}` : label;
}

/** The pipeline from left to right, and under each step what did not get on. */
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
        metrics.api.refused({ label: 'answered 4xx' }),
        metrics.api.failed({ label: 'answered 5xx' }),
      ],
    },
    {
      title: '2 Deliveries',
      unit: 'in 5 minutes',
      left: [
        ...perApp(view, 'accepted', { name: 'Accepted', label: 'accepted' }),
        ...perApp(view, 'refused', { name: 'RejectedRequests', label: 'refused' }),
      ],
    },
    {
      title: '3 Changes',
      unit: 'in 5 minutes',
      left: [
        ...perApp(view, 'changes', { name: 'Changes', label: 'changes' }),
        ...perApp(view, 'changes', { name: 'Failed', label: 'failed, come again' }),
      ],
    },
    {
      title: '4 Events',
      unit: 'in 5 minutes',
      left: [
        ...perApp(view, 'changes', { name: 'Emitted', label: 'on the bus' }),
        metrics.matchedEvents({ label: 'caught by a rule' }),
      ],
    },
  ];
}

function refusals(view: PipelineView): WidgetSpec[] {
  const { metrics } = view;
  return [
    {
      title: 'Refused before ingress',
      unit: 'in 5 minutes',
      left: [
        metrics.answered('Throttled', { label: '429, over the limit' }),
        metrics.answered('TooLarge', { label: '413, too large' }),
        metrics.ingress.metricThrottles({ statistic: 'Sum', label: 'function throttled' }),
        metrics.ingress.metricErrors({ statistic: 'Sum', label: 'function died' }),
      ],
    },
    {
      title: 'Refused, by cause',
      unit: 'in 5 minutes',
      stacked: true,
      left: searched(
        { metrics, apps: [...view.apps, UNKNOWN_APP] },
        { line: 'refused', name: 'RejectedRequests', by: 'code' },
      ),
    },
    ...unusualChanges(view),
  ];
}

function unusualChanges(view: PipelineView): WidgetSpec[] {
  return [
    {
      title: 'Duplicates, weak, unknown',
      unit: 'in 5 minutes',
      left: [
        ...perApp(view, 'changes', { name: 'Duplicates', label: 'duplicates, left out' }),
        ...perApp(view, 'changes', { name: 'Weak', label: 'weak, may come twice' }),
        ...perApp(view, 'changes', { name: 'Unknown', label: 'unknown to the catalog' }),
      ],
    },
    {
      title: 'Events that nobody caught',
      unit: 'in 5 minutes',
      left: [
        uncaught(view),
        ...perApp(view, 'changes', { name: 'PutEventsFailedEntries', label: 'refused by the bus' }),
      ],
    },
  ];
}

/** EventBridge has no metric for it: what we put there, less what any rule matched. */
function uncaught(view: PipelineView): MathExpression {
  const emitted = Object.fromEntries(
    perApp(view, 'changes', { name: 'Emitted', label: 'emitted' }).map((metric, i) => [`emitted${i}`, metric]),
  );
  // A sum of parts: where no rule ever matched there is no second series to subtract.
  const parts = [...Object.keys(emitted).map((id) => `FILL(${id}, 0)`), '-1 * FILL(matched, 0)'];
  return new MathExpression({
    expression: `SUM([${parts.join(', ')}])`,
    usingMetrics: { ...emitted, matched: view.metrics.matchedEvents() },
    label: 'no rule matched',
  });
}
