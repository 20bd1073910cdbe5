import { MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import { Duration } from 'aws-cdk-lib/core';
import { fine, once, type AlarmRow } from './alarm-row.ts';
import type { RoadMetrics } from './road-metrics.ts';

const MINUTE = Duration.minutes(1);
const MINUTES_5 = Duration.minutes(5);

/** The alarms of the road as a whole. */
export function roadAlarms(metrics: RoadMetrics): AlarmRow[] {
  return [...answerAlarms(metrics), ...queueAlarms(metrics), ...consumerAlarms(metrics), ...mentionAlarms(metrics)];
}

function answerAlarms(metrics: RoadMetrics): AlarmRow[] {
  const period = MINUTES_5;
  return [
    {
      name: 'errors',
      metric: new MathExpression({
        // A throttled function is answered with 5xx too: the larger of both, not the sum.
        expression: '100 * MAX([FILL(errors, 0), FILL(throttles, 0)]) / requests',
        usingMetrics: {
          errors: metrics.api.failed({ period }),
          throttles: metrics.ingress.metricThrottles({ period, statistic: 'Sum' }),
          requests: metrics.api.requests({ period }),
        },
        label: 'failed requests, %',
        period,
      }),
      when: once(1),
      noData: fine('nobody asked anything'),
      means: 'One request in a hundred or more failed on our side for five minutes. Meta sends again, but an hour of this can end a Page’s subscription.',
      first: 'Look at "Refused, by cause" on the dashboard: SECRET_… and QUEUE_… say where to look; none of them means that ingress was throttled or did not start.',
    },
    {
      name: 'throttled',
      metric: metrics.answered('Throttled', { period }),
      when: once(1),
      noData: fine('the filter counts only answers 429'),
      means: 'The API answered 429: Meta, or somebody else, sent faster than our own limit allows. Meta sends again.',
      first: 'Compare "Requests" with throttle.ratePerSecond; if the deliveries are genuine raise it, if they are refused it is a stranger and nothing is to be done.',
    },
    {
      name: 'too-large',
      metric: metrics.answered('TooLarge', { period }),
      when: once(1),
      noData: fine('the filter counts only answers 413'),
      means: 'The API answered 413: a body was larger than we take (4 MiB). If it was Meta’s it stays lost, however often Meta sends it.',
      first: 'Run the saved query "answers 429 and 413" and see whether the path is that of an app of yours.',
    },
  ];
}

function queueAlarms(metrics: RoadMetrics): AlarmRow[] {
  const period = MINUTES_5;
  return [
    {
      name: 'dead-letters',
      metric: metrics.deadLetters.metricApproximateNumberOfMessagesVisible({ period: MINUTE, statistic: 'Maximum' }),
      when: once(1),
      noData: fine('SQS measures no queue that is empty and idle'),
      means: 'A delivery that Meta was told is safe could not be turned into events. It is kept for 14 days from its receipt.',
      first: 'npm run receiver -- dead-letters: it shows each one with its reason. Mend the cause, then put them back with redrive.',
    },
    {
      name: 'oldest-message',
      metric: metrics.deliveries.metricApproximateAgeOfOldestMessage({ period: MINUTE, statistic: 'Maximum' }),
      when: { threshold: 300, evaluationPeriods: 5, datapointsToAlarm: 3 },
      noData: fine('SQS measures no queue that is empty and idle'),
      means: 'A delivery has waited for more than five minutes. Nothing is lost, everything is late.',
      first: 'Look at "Deliveries that came back": none of them means too few workers, raise worker.maxConcurrency; many mean that a service below the worker fails, see the saved query "failures of the worker".',
    },
    {
      name: 'worker-errors',
      metric: metrics.worker.metricErrors({ period, statistic: 'Sum' }),
      when: once(1),
      noData: fine('nothing was to be done'),
      means: 'The worker died: out of memory, out of time, or a fault of ours. Its batch comes back by itself, each delivery alone.',
      first: 'Run the saved query "ends of the worker": "Runtime exited" is memory (raise worker.memoryMb), "timed out" is time.',
    },
    {
      name: 'table-throttles',
      metric: metrics.table('WriteThrottleEvents', { period }),
      when: once(1),
      noData: fine('DynamoDB measures throttles only when there are some'),
      means: 'The claim table refused writes. Deliveries come back and are late; nothing is lost.',
      first: 'A single peak passes, for the table grows by itself. If it stays, lower worker.maxConcurrency or ask AWS for a higher limit of the account.',
    },
  ];
}

function mentionAlarms({ mentionsForPeople }: RoadMetrics): AlarmRow[] {
  if (!mentionsForPeople) return [];
  return [
    {
      name: 'mentions-for-people',
      metric: mentionsForPeople.metricApproximateNumberOfMessagesVisible({ period: MINUTE, statistic: 'Maximum' }),
      when: once(1),
      noData: fine('SQS measures no queue that is empty and idle'),
      means: 'A mention could not be answered by itself, or nobody can tell whether it was. It waits for a person for 14 days.',
      first: 'Read the messages of the queue in the output MentionsForPeopleUrl: each says why. Answer by hand what should be answered, then delete the message.',
    },
  ];
}

function consumerAlarms(metrics: RoadMetrics): AlarmRow[] {
  return metrics.consumers().flatMap(({ id, deadLetters, lost }): AlarmRow[] => [
    {
      name: 'target-dead-letters',
      subject: id,
      metric: deadLetters.metricApproximateNumberOfMessagesVisible({ period: MINUTE, statistic: 'Maximum' }),
      when: once(1),
      noData: fine('SQS measures no queue that is empty and idle'),
      means: `The consumer ${id} did not take an event, however often EventBridge tried. It is kept for 14 days.`,
      first: 'Look into the consumer’s own log for its error, mend it, then put the events back from its dead-letter queue.',
    },
    {
      name: 'lost-events',
      subject: id,
      metric: lost,
      when: once(1),
      noData: fine('EventBridge measures this only when it happens'),
      means: `EventBridge could hand an event neither to the consumer ${id} nor to its dead letters: that event is lost to it.`,
      first: 'Check that the dead-letter queue still exists and lets events.amazonaws.com send, deploy again if not, then replay the time of the alarm from the archive.',
    },
  ]);
}
