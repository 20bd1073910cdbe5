import { Color } from 'aws-cdk-lib/aws-cloudwatch';
import { Duration } from 'aws-cdk-lib/core';
import { requestsAtLimit } from './pipeline-alarms.ts';
import { searched, type PipelineView } from './pipeline-widgets.ts';
import type { WidgetSpec } from './widget-row.ts';

/** Lists the graphs of early signs: what the catalog does not list yet, what waits, and how near the limit is. */
export function watchWidgets(view: PipelineView): WidgetSpec[] {
  const { metrics, rateLimit } = view;
  const limit = requestsAtLimit(rateLimit, Duration.minutes(5));
  return [
    {
      title: 'Unknown members, by object',
      unit: 'changes in 5 minutes',
      stacked: true,
      left: searched(view, { line: 'changes', name: 'UnknownMember', by: 'object' }),
    },
    {
      title: 'Same id, other content, by kind',
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
          label: 'in progress or backing off, least',
        }),
      ],
    },
    {
      title: 'Requests against the limit',
      unit: 'in 5 minutes',
      left: [metrics.api.requests({ label: 'requests' })],
      limits: [
        { value: 0.8 * limit, label: 'alarm, 80 %', color: Color.ORANGE },
        { value: limit, label: `429, ${rateLimit} a second`, color: Color.RED },
      ],
    },
  ];
}
