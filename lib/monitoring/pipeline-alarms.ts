import { MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import { Duration } from 'aws-cdk-lib/core';
import { fine, once, type AlarmRow } from './alarm-row.ts';
import type { PipelineMetrics } from './pipeline-metrics.ts';

const MINUTE = Duration.minutes(1);
const MINUTES_5 = Duration.minutes(5);
/** Share of the limit at which there is still time to raise it. */
const NEAR_THROTTLE = 0.8;

/** Counts the requests of one period at the rate at which the API starts to answer 429. */
export const requestsAtLimit = (rateLimit: number, period: Duration): number => rateLimit * period.toSeconds();

/** Creates the alarms of the whole pipeline. */
export function pipelineAlarms(metrics: PipelineMetrics): AlarmRow[] {
  return [
    ...answerAlarms(metrics),
    ...throttleAlarms(metrics),
    ...queueAlarms(metrics),
    ...workerAlarms(metrics),
    ...mentionAlarms(metrics),
  ];
}

function answerAlarms(metrics: PipelineMetrics): AlarmRow[] {
  const period = MINUTES_5;
  return [
    {
      name: 'errors',
      metric: new MathExpression({
        // The API responds 5xx to a throttled invocation too, so use the larger of both, not the sum.
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
      noData: fine('no request arrived'),
      means:
        'At least 1 % of the requests failed with a 5xx response or a throttled function for five minutes. Meta ' +
        "retries, but an hour of failures can end a Page's subscription.",
      first:
        'Look at "Rejected requests by code" on the dashboard. SECRET_… and QUEUE_… codes name the cause. If there ' +
        'are no such codes, ingress was throttled or did not start.',
    },
  ];
}

function throttleAlarms(metrics: PipelineMetrics): AlarmRow[] {
  const { rateLimit } = metrics.monitored;
  const period = MINUTES_5;
  return [
    {
      name: 'throttled',
      metric: metrics.answered('Throttled', { period }),
      when: once(1),
      noData: fine('the filter counts only 429 responses, and API Gateway may not log them under very high load'),
      means: 'The API responded 429: requests exceeded throttle.rateLimit. Meta retries its deliveries.',
      first:
        'Compare "1 Requests" with "2 Deliveries" on the dashboard. If the deliveries are accepted, raise ' +
        'throttle.rateLimit. If they are rejected, an untrusted caller is sending: no action is needed.',
    },
    {
      name: 'near-throttle',
      metric: metrics.api.requests({ period }),
      when: once(NEAR_THROTTLE * requestsAtLimit(rateLimit, period)),
      noData: fine('no request arrived'),
      means:
        `For five minutes, requests reached 80 % of throttle.rateLimit (${rateLimit} per second). Above the limit, ` +
        `the API responds 429, which API Gateway may not log or count.`,
      first:
        'Compare "1 Requests" with "2 Deliveries" on the dashboard. If the deliveries are accepted, raise ' +
        'throttle.rateLimit and throttle.burstLimit now. If they are rejected, an untrusted caller is sending.',
    },
    tooLargeAlarm(metrics, period),
  ];
}

function tooLargeAlarm(metrics: PipelineMetrics, period: Duration): AlarmRow {
  return {
    name: 'too-large',
    metric: metrics.answered('TooLarge', { period }),
    when: once(1),
    noData: fine(
      'the filter counts only 413 responses, and API Gateway may not log a body over 10 MB, which it rejects itself',
    ),
    means:
      'The API responded 413: a body exceeds the limit of 4 MiB. If Meta sent it, the delivery is lost, because ' +
      'each retry is rejected too.',
    first:
      'Run the saved query "429 and 413 responses", and look for BODY_TOO_LARGE in "Rejected requests by code" to ' +
      'find the app.',
  };
}

function queueAlarms(metrics: PipelineMetrics): AlarmRow[] {
  return [
    {
      name: 'dead-letters',
      metric: metrics.deadLetters.metricApproximateNumberOfMessagesVisible({ period: MINUTE, statistic: 'Maximum' }),
      when: once(1),
      noData: fine('SQS publishes no metrics for an empty, idle queue'),
      means:
        'A delivery that ingress accepted could not be processed. The dead-letter queue keeps it for 14 days from ' +
        'its receipt.',
      first:
        'Run npx meta-webhooks dead-letters list to see each dead letter and its reason. Fix the cause, then run ' +
        'npx meta-webhooks dead-letters redrive.',
    },
    {
      name: 'oldest-message',
      metric: metrics.deliveries.metricApproximateAgeOfOldestMessage({ period: MINUTE, statistic: 'Maximum' }),
      when: { threshold: 300, evaluationPeriods: 5, datapointsToAlarm: 3 },
      noData: fine('SQS publishes no metrics for an empty, idle queue'),
      means:
        'A delivery has waited for more than five minutes. Nothing is lost, but events are late. SQS ignores ' +
        'messages that were received three times or more; the alarm deliveries-failing covers those.',
      first:
        'Look at "Worker retries" on the dashboard. If it is 0, there are too few workers (raise ' +
        'worker.maxConcurrency) or they cannot start. Otherwise run the saved query "worker failures".',
    },
  ];
}

function workerAlarms(metrics: PipelineMetrics): AlarmRow[] {
  const period = MINUTES_5;
  return [
    deliveriesFailingAlarm(metrics, period),
    {
      name: 'worker-errors',
      metric: metrics.worker.metricErrors({ period, statistic: 'Sum' }),
      when: once(1),
      noData: fine('the worker was not invoked'),
      means:
        'A worker invocation failed: it ran out of memory, timed out or hit a bug. SQS returns its batch to the ' +
        'queue, and the worker then processes each delivery alone.',
      first:
        'Run the saved query "worker crashes and timeouts". For status timeout, find the slow dependency. For ' +
        'Runtime.ExitError or Runtime.OutOfMemory, raise worker.memorySize. For Runtime.ImportModuleError, roll back.',
    },
    {
      name: 'table-throttles',
      metric: metrics.table('WriteThrottleEvents', { period }),
      when: once(1),
      noData: fine('DynamoDB publishes this metric only if it throttles a request'),
      means: 'DynamoDB throttled writes to the claim table. The worker retries the deliveries; nothing is lost.',
      first:
        'If it is a single peak, wait: the table scales automatically. If it continues, lower worker.maxConcurrency ' +
        "or request a higher quota for the account's on-demand tables.",
    },
  ];
}

function deliveriesFailingAlarm(metrics: PipelineMetrics, period: Duration): AlarmRow {
  return {
    name: 'deliveries-failing',
    metric: metrics.own({ line: 'batch', name: 'BatchItemFailures', dimensions: {} }, { statistic: 'Sum', period }),
    // The worker tries a delivery that always fails at 0, 10, 40, 130 and 400 s, then only at 1,210 s: three of five
    // periods would take 25 minutes. SQS's age metric misses it, because it ignores messages after three receives.
    when: { threshold: 1, evaluationPeriods: 3, datapointsToAlarm: 2 },
    noData: fine(
      'the worker writes this metric only if a delivery fails; worker-errors and oldest-message cover a worker that ' +
        'cannot start',
    ),
    means:
      'The worker returned failed deliveries to the queue in two of the last three 5-minute periods. After about ' +
      'seven hours of retries they move to the dead-letter queue.',
    first:
      'Run the saved query "worker failures". For AccessDenied… from S3, DynamoDB, KMS or EventBridge, run npx cdk ' +
      'diff and restore the policy or key. Any other errorCode names the failing service.',
  };
}

function mentionAlarms({ mentionsForPeople, mentionReplies }: PipelineMetrics): AlarmRow[] {
  if (!mentionsForPeople || !mentionReplies) return [];
  return [
    {
      name: 'mention-errors',
      metric: mentionReplies.metricErrors({ period: MINUTES_5, statistic: 'Sum' }),
      when: once(1),
      noData: fine('the function was not invoked'),
      means:
        'The function that replies to mentions failed: it ran out of memory, timed out or hit a bug. SQS retries ' +
        'the mention for a day and then queues it for manual review.',
      first:
        'Read the log group of MentionReplies. If the failures started with a deployment, roll back to the previous ' +
        'version.',
    },
    {
      name: 'mentions-for-people',
      metric: mentionsForPeople.metricApproximateNumberOfMessagesVisible({ period: MINUTE, statistic: 'Maximum' }),
      when: once(1),
      noData: fine('SQS publishes no metrics for an empty, idle queue'),
      means:
        'A mention needs manual review: the function could not reply, or cannot tell whether its reply was ' +
        'published. The queue keeps it for 14 days.',
      first:
        'Read the messages in the queue of the output MentionReviewQueueUrl: each has a reason. Reply manually if ' +
        'needed, then delete the message.',
    },
  ];
}

/** Creates the alarms of the consumers that the receiver has so far. */
export function consumerAlarms(metrics: PipelineMetrics): AlarmRow[] {
  return metrics.consumers().flatMap(({ id, deadLetters, lost }): AlarmRow[] => [
    {
      name: 'target-dead-letters',
      subject: id,
      metric: deadLetters.metricApproximateNumberOfMessagesVisible({ period: MINUTE, statistic: 'Maximum' }),
      when: once(1),
      noData: fine('SQS publishes no metrics for an empty, idle queue'),
      means: `The consumer ${id} failed to process an event after all retries. Its dead-letter queue keeps it for 14 days.`,
      first: "Find the error in the consumer's log and fix it, then redrive the events from its dead-letter queue.",
    },
    {
      name: 'lost-events',
      subject: id,
      metric: lost,
      when: once(1),
      noData: fine('EventBridge publishes this metric only if such an event is lost'),
      means:
        `EventBridge could deliver an event neither to the consumer ${id} nor to its dead-letter queue. The consumer ` +
        `does not receive that event.`,
      first:
        'Check that the dead-letter queue exists and that its policy allows events.amazonaws.com to send. Deploy ' +
        'again if not, then replay the time range of the alarm from the archive.',
    },
  ]);
}
