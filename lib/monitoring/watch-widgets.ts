import { Color } from 'aws-cdk-lib/aws-cloudwatch';
import { Duration } from 'aws-cdk-lib/core';
import { requestsAtLimit } from './pipeline-alarms.ts';
import { searched, type PipelineView } from './pipeline-widgets.ts';
import type { WidgetSpec } from './widget-row.ts';

/** Defines the graphs of early signs: members that the catalog lacks, waiting deliveries, and the throttle limit. */
export function watchWidgets(view: PipelineView): WidgetSpec[] {
  const { metrics, rateLimit } = view;
  const limit = requestsAtLimit(rateLimit, Duration.minutes(5));
  return [
    {
      title: 'Unknown members by object',
      unit: 'changes in 5 minutes',
      stacked: true,
      left: searched(view, { line: 'changes', name: 'UnknownMember', by: 'object' }),
    },
    {
      title: 'Same ID, different content, by kind',
      unit: 'changes in 5 minutes',
      stacked: true,
      left: searched(view, { line: 'sameId', name: 'SameIdOtherContent', by: 'kind' }),
    },
    {
      title: 'Deliveries in the queue',
      unit: 'messages',
      left: [
        metrics.deliveries.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum', label: 'waiting' }),
        metrics.deliveries.metricApproximateNumberOfMessagesNotVisible({
          statistic: 'Minimum',
          label: 'in progress or backing off, minimum',
        }),
      ],
    },
    {
      title: 'Requests and throttle limit',
      unit: 'in 5 minutes',
      left: [metrics.api.requests({ label: 'requests' })],
      limits: [
        { value: 0.8 * limit, label: 'alarm, 80 %', color: Color.ORANGE },
        { value: limit, label: `429, ${rateLimit} per second`, color: Color.RED },
      ],
    },
  ];
}
