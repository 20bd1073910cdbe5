import { Color } from 'aws-cdk-lib/aws-cloudwatch';
import { SIGNED_BY } from '../../src/metrics/metric-lines.ts';
import { perApp, searched, type PipelineView } from './pipeline-widgets.ts';
import type { WidgetSpec } from './widget-row.ts';

/** Meta's patience: Messenger waits 5 s; what is slow is told by how far it is from there. */
const ANSWER_LIMITS = [
  { value: 250, label: 'good, 250 ms', color: Color.GREEN },
  { value: 1000, label: 'alarm, 1 s', color: Color.ORANGE },
  { value: 5000, label: 'Meta gives up, 5 s', color: Color.RED },
];

const QUANTILES = ['p50', 'p90', 'p99'];

/** How long things take and what waits. */
export function timeWidgets(view: PipelineView): WidgetSpec[] {
  const { metrics } = view;
  return [
    {
      title: 'Time until Meta has its answer',
      unit: 'ms',
      left: [
        ...QUANTILES.flatMap((statistic) =>
          perApp(view, 'accepted', { name: 'ResponseLatency', statistic, label: statistic }),
        ),
        metrics.api.latency({ statistic: 'p99', label: 'p99 with the gateway' }),
      ],
      limits: ANSWER_LIMITS,
    },
    {
      title: 'Time until the event is on the bus',
      unit: 'ms',
      left: QUANTILES.flatMap((statistic) =>
        perApp(view, 'changes', { name: 'ProcessingLatency', statistic, label: `${statistic} since receipt` }),
      ),
      right: perApp(view, 'changes', { name: 'EndToEndLatency', statistic: 'p99', label: 'p99 since Meta’s time' }),
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
              label: 'mentions for people',
            }),
          ]
        : []),
    ],
    ...(consumers.length > 0 && {
      right: consumers.map(({ id, lost }) => lost.with({ label: `lost to ${id}` })),
      rightUnit: 'events',
    }),
  };
}

/** What it is made of. */
export function contentWidgets(view: PipelineView): WidgetSpec[] {
  return [
    {
      title: 'Changes, by object',
      unit: 'in 5 minutes',
      stacked: true,
      left: searched(view, { line: 'changes', name: 'Changes', by: 'object' }),
    },
    {
      title: 'Duplicates, by object',
      unit: 'in 5 minutes',
      stacked: true,
      left: searched(view, { line: 'changes', name: 'Duplicates', by: 'object' }),
    },
    {
      title: 'Which secret signed',
      unit: 'in 5 minutes',
      left: Object.entries(SIGNED_BY).flatMap(([label, name]) => perApp(view, 'accepted', { name, label })),
    },
    {
      title: 'Deliveries that came back',
      unit: 'in 5 minutes',
      left: [
        view.metrics.own(
          { line: 'batch', name: 'BatchItemFailures', dimensions: {} },
          { statistic: 'Sum', label: 'handed back' },
        ),
        view.metrics.own(
          { line: 'batch', name: 'DeadLettered', dimensions: {} },
          { statistic: 'Sum', label: 'unreadable, dead-lettered' },
        ),
        view.metrics.worker.metricErrors({ statistic: 'Sum', label: 'worker died' }),
        view.metrics.table('WriteThrottleEvents', { label: 'table throttled' }),
      ],
    },
  ];
}

/** What the bill is made of. */
export function costWidgets(view: PipelineView): WidgetSpec[] {
  const { metrics } = view;
  return [
    {
      title: 'What costs: calls',
      unit: 'in 5 minutes',
      left: [
        metrics.api.requests({ label: 'requests, $1.00 a million' }),
        ...perApp(view, 'changes', { name: 'Emitted', label: 'events, $1.00 a million' }),
        metrics.table('ConsumedWriteCapacityUnits', { label: 'writes, $0.63 a million' }),
        ...perApp(view, 'archived', {
          name: 'ArchiveBytes',
          statistic: 'SampleCount',
          label: 'archive objects, $5.00 a million',
        }),
      ],
    },
    {
      title: 'What costs: bytes',
      unit: 'bytes in 5 minutes',
      left: [
        ...perApp(view, 'accepted', { name: 'PayloadBytes', label: 'received' }),
        ...perApp(view, 'archived', { name: 'ArchiveBytes', label: 'archived' }),
      ],
    },
    {
      title: 'What costs: time of the functions',
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
    title: 'Batches of the worker',
    unit: 'deliveries in a batch',
    left: [
      metrics.own(
        { line: 'batch', name: 'Deliveries', dimensions: {} },
        { statistic: 'Average', label: 'deliveries, mean' },
      ),
    ],
    right: [
      metrics.own(
        { line: 'batch', name: 'RemainingTime', dimensions: {} },
        { statistic: 'Minimum', label: 'time left, least' },
      ),
    ],
    rightUnit: 'ms',
  };
}
