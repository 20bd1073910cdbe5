import { Color } from 'aws-cdk-lib/aws-cloudwatch';
import { SIGNED_BY } from '../../src/metrics/metric-lines.ts';
import { perApp, searched, type PipelineView } from './pipeline-widgets.ts';
import type { WidgetSpec } from './widget-row.ts';

/** Messenger times out after 5 s; the lower limits show how far a response latency is from that. */
const RESPONSE_LIMITS = [
  { value: 250, label: 'good, 250 ms', color: Color.GREEN },
  { value: 1000, label: 'alarm, 1 s', color: Color.ORANGE },
  { value: 5000, label: 'Messenger times out, 5 s', color: Color.RED },
];

const QUANTILES = ['p50', 'p90', 'p99'];

/** Defines the graphs of latency, queue age and dead letters. */
export function timeWidgets(view: PipelineView): WidgetSpec[] {
  const { metrics } = view;
  return [
    {
      title: 'Response latency',
      unit: 'ms',
      left: [
        ...QUANTILES.flatMap((statistic) =>
          perApp(view, 'accepted', { name: 'ResponseLatency', statistic, label: statistic }),
        ),
        metrics.api.latency({ statistic: 'p99', label: 'p99 including API Gateway' }),
      ],
      limits: RESPONSE_LIMITS,
    },
    {
      title: 'Processing latency',
      unit: 'ms',
      left: QUANTILES.flatMap((statistic) =>
        perApp(view, 'changes', { name: 'ProcessingLatency', statistic, label: `${statistic} since receipt` }),
      ),
      right: perApp(view, 'changes', {
        name: 'EndToEndLatency',
        statistic: 'p99',
        label: "p99 since Meta's timestamp",
      }),
      rightUnit: 'ms',
    },
    {
      title: 'Age of the oldest message',
      unit: 's',
      left: [metrics.deliveries.metricApproximateAgeOfOldestMessage({ statistic: 'Maximum', label: 'age' })],
      limits: [{ value: 300, label: 'alarm, 5 minutes', color: Color.RED }],
    },
    deadLetterWidget(view),
  ];
}

function deadLetterWidget({ metrics }: PipelineView): WidgetSpec {
  const consumers = metrics.consumers();
  return {
    title: 'Dead letters',
    unit: 'messages',
    left: [
      metrics.deadLetters.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum', label: 'deliveries' }),
      ...consumers.map(({ id, deadLetters }) =>
        deadLetters.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum', label: `events for ${id}` }),
      ),
      ...(metrics.mentionsForPeople
        ? [
            metrics.mentionsForPeople.metricApproximateNumberOfMessagesVisible({
              statistic: 'Maximum',
              label: 'mentions for manual review',
            }),
          ]
        : []),
    ],
    ...(consumers.length > 0 && {
      right: consumers.map(({ id, lost }) => lost.with({ label: `lost by ${id}` })),
      rightUnit: 'events',
    }),
  };
}

/** Defines the graphs of changes, duplicates, signatures and retries. */
export function contentWidgets(view: PipelineView): WidgetSpec[] {
  return [
    {
      title: 'Changes by object',
      unit: 'in 5 minutes',
      stacked: true,
      left: searched(view, { line: 'changes', name: 'Changes', by: 'object' }),
    },
    {
      title: 'Duplicates by object',
      unit: 'in 5 minutes',
      stacked: true,
      left: searched(view, { line: 'changes', name: 'Duplicates', by: 'object' }),
    },
    {
      title: 'Signatures by secret',
      unit: 'in 5 minutes',
      left: Object.entries(SIGNED_BY).flatMap(([label, name]) => perApp(view, 'accepted', { name, label })),
    },
    {
      title: 'Worker retries',
      unit: 'in 5 minutes',
      left: [
        view.metrics.own(
          { line: 'batch', name: 'BatchItemFailures', dimensions: {} },
          { statistic: 'Sum', label: 'deliveries returned to the queue' },
        ),
        view.metrics.own(
          { line: 'batch', name: 'DeadLettered', dimensions: {} },
          { statistic: 'Sum', label: 'deliveries dead-lettered, unreadable' },
        ),
        view.metrics.worker.metricErrors({ statistic: 'Sum', label: 'failed invocations' }),
        view.metrics.table('WriteThrottleEvents', { label: 'throttled table writes' }),
      ],
    },
  ];
}

/** Defines the graphs of the cost drivers. */
export function costWidgets(view: PipelineView): WidgetSpec[] {
  const { metrics } = view;
  return [
    {
      title: 'Cost drivers: calls',
      unit: 'in 5 minutes',
      left: [
        metrics.api.requests({ label: 'requests, $1.00 per million' }),
        ...perApp(view, 'changes', { name: 'Emitted', label: 'events, $1.00 per million' }),
        metrics.table('ConsumedWriteCapacityUnits', { label: 'writes, $0.63 per million' }),
        ...perApp(view, 'archived', {
          name: 'ArchiveBytes',
          statistic: 'SampleCount',
          label: 'archive objects, $5.00 per million',
        }),
      ],
    },
    {
      title: 'Cost drivers: bytes',
      unit: 'bytes in 5 minutes',
      left: [
        ...perApp(view, 'accepted', { name: 'PayloadBytes', label: 'received' }),
        ...perApp(view, 'archived', { name: 'ArchiveBytes', label: 'archived' }),
      ],
    },
    {
      title: 'Cost drivers: function duration',
      unit: 'ms in 5 minutes',
      left: [
        metrics.ingress.metricDuration({ statistic: 'Sum', label: 'ingress' }),
        metrics.worker.metricDuration({ statistic: 'Sum', label: 'worker' }),
      ],
    },
    batchWidget(metrics),
  ];
}

function batchWidget(metrics: PipelineView['metrics']): WidgetSpec {
  return {
    title: 'Worker batches',
    unit: 'deliveries per batch',
    left: [
      metrics.own(
        { line: 'batch', name: 'Deliveries', dimensions: {} },
        { statistic: 'Average', label: 'average deliveries' },
      ),
    ],
    right: [
      metrics.own(
        { line: 'batch', name: 'RemainingTime', dimensions: {} },
        { statistic: 'Minimum', label: 'minimum remaining time' },
      ),
    ],
    rightUnit: 'ms',
  };
}
