import { MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import { Duration } from 'aws-cdk-lib/core';
import type { ThrottleConfiguration } from '../configuration/configuration.ts';
import { fine, once, type AlarmRow } from './alarm-row.ts';
import type { PipelineMetrics } from './pipeline-metrics.ts';

const MINUTE = Duration.minutes(1);
const MINUTES_5 = Duration.minutes(5);
/** The share of the limit at which there is still time to raise it. */
const NEAR_THROTTLE = 0.8;

/** Counts the requests of one period at the rate at which the API starts to answer 429. */
export const requestsAtLimit = (rateLimit: number, period: Duration): number => rateLimit * period.toSeconds();

/** The alarms of the pipeline as a whole. */
export function pipelineAlarms(metrics: PipelineMetrics, throttle: ThrottleConfiguration): AlarmRow[] {
  const pipeline = [
    ...answerAlarms(metrics),
    ...throttleAlarms(metrics, throttle),
    ...queueAlarms(metrics),
    ...workerAlarms(metrics),
  ];
  return [...pipeline, ...consumerAlarms(metrics), ...mentionAlarms(metrics)];
}

function answerAlarms(metrics: PipelineMetrics): AlarmRow[] {
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
      means:
        'One request in a hundred or more failed on our side for five minutes. Meta sends again, but an hour of ' +
        'this can end a Page’s subscription.',
      first:
        'Look at "Refused, by cause" on the dashboard: SECRET_… and QUEUE_… say where to look; none of them ' +
        'means that ingress was throttled or did not start.',
    },
  ];
}

function throttleAlarms(metrics: PipelineMetrics, { rateLimit }: ThrottleConfiguration): AlarmRow[] {
  const period = MINUTES_5;
  return [
    {
      name: 'throttled',
      metric: metrics.answered('Throttled', { period }),
      when: once(1),
      noData: fine('the filter counts only answers 429, and API Gateway may log none of them when there are very many'),
      means: 'The API answered 429: Meta, or somebody else, sent faster than our own limit allows. Meta sends again.',
      first:
        'Compare "Requests" with throttle.rateLimit; if the deliveries are genuine raise it, if they are refused ' +
        'it is an untrusted caller and nothing is to be done.',
    },
    {
      name: 'near-throttle',
      metric: metrics.api.requests({ period }),
      when: once(NEAR_THROTTLE * requestsAtLimit(rateLimit, period)),
      noData: fine('nobody sent a request'),
      means:
        `For five minutes requests came at 80 % of throttle.rateLimit (${rateLimit}). Above it the API ` +
        `answers 429, of which API Gateway may log and count nothing.`,
      first:
        'Compare "2 Deliveries" with "1 Requests": if the deliveries are genuine, raise throttle.rateLimit and ' +
        'burst now; if they are refused, somebody else is sending.',
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
      'the filter counts only answers 413; of a body above 10 MB, which API Gateway refuses by itself, there ' +
        'may be no log line',
    ),
    means:
      'The API answered 413: a body was larger than we take (4 MiB). If it was Meta’s it stays lost, however ' +
      'often Meta sends it.',
    first:
      'Run the saved query "answers 429 and 413", and look at BODY_TOO_LARGE in "Refused, by cause": it names ' +
      'the app.',
  };
}

function queueAlarms(metrics: PipelineMetrics): AlarmRow[] {
  return [
    {
      name: 'dead-letters',
      metric: metrics.deadLetters.metricApproximateNumberOfMessagesVisible({ period: MINUTE, statistic: 'Maximum' }),
      when: once(1),
      noData: fine('SQS measures no queue that is empty and idle'),
      means:
        'A delivery that Meta was told is safe could not be turned into events. It is kept for 14 days from its ' +
        'receipt.',
      first:
        'npm run receiver -- dead-letters: it shows each one with its reason. Mend the cause, then put them back ' +
        'with redrive.',
    },
    {
      name: 'oldest-message',
      metric: metrics.deliveries.metricApproximateAgeOfOldestMessage({ period: MINUTE, statistic: 'Maximum' }),
      when: { threshold: 300, evaluationPeriods: 5, datapointsToAlarm: 3 },
      noData: fine('SQS measures no queue that is empty and idle'),
      means:
        'A delivery has waited for more than five minutes. Nothing is lost, everything is late. SQS counts none ' +
        'that was received three times: for those see deliveries-failing.',
      first:
        'Look at "Deliveries that came back": if none did, there are too few workers (raise ' +
        'worker.maxConcurrency) or they cannot start; if many did, see the saved query "failures of the worker".',
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
      noData: fine('nothing was to be done'),
      means:
        'The worker died: out of memory, out of time, or a fault of ours. Its batch comes back by itself, each ' +
        'delivery alone.',
      first:
        'Run the saved query "ends of the worker": status timeout is time; error with Runtime.ExitError or ' +
        'Runtime.OutOfMemory is memory (raise worker.memorySize); Runtime.ImportModuleError is a broken deployment.',
    },
    {
      name: 'table-throttles',
      metric: metrics.table('WriteThrottleEvents', { period }),
      when: once(1),
      noData: fine('DynamoDB measures throttles only when there are some'),
      means: 'The claim table refused writes. Deliveries come back and are late; nothing is lost.',
      first:
        'A single peak passes, for the table grows by itself. If it stays, lower worker.maxConcurrency or ask ' +
        'AWS for a higher limit of the account.',
    },
  ];
}

function deliveriesFailingAlarm(metrics: PipelineMetrics, period: Duration): AlarmRow {
  return {
    name: 'deliveries-failing',
    metric: metrics.own({ line: 'batch', name: 'BatchItemFailures', dimensions: {} }, { statistic: 'Sum', period }),
    // One delivery that always fails is tried at 0, 10, 40, 130 and 400 s, then only at 1,210 s: three periods of
    // five would take it 25 minutes. SQS's age does not see it: after three receives a message no longer counts there.
    when: { threshold: 1, evaluationPeriods: 3, datapointsToAlarm: 2 },
    noData: fine(
      'the worker counts deliveries that it hands back only when there are some; one that cannot start is seen ' +
        'by worker-errors and oldest-message',
    ),
    means:
      'The worker hands deliveries back to be tried again, in two of the last three periods of five minutes. ' +
      'After about seven hours they are dead letters.',
    first:
      'Run the saved query "failures of the worker": AccessDenied… of S3, DynamoDB, KMS or the bus needs the ' +
      'policy or key restored (npx cdk diff), another error names its service.',
  };
}

function mentionAlarms({ mentionsForPeople, mentionReplies }: PipelineMetrics): AlarmRow[] {
  if (!mentionsForPeople || !mentionReplies) return [];
  return [
    {
      name: 'mention-errors',
      metric: mentionReplies.metricErrors({ period: MINUTES_5, statistic: 'Sum' }),
      when: once(1),
      noData: fine('no mention was to be answered'),
      means:
        'The function that answers mentions died: out of time or memory, or a fault of ours. The mention comes ' +
        'back by itself.',
      first:
        'Look into the log of MentionReplies; if it goes on, go back to the version before: a mention waits for ' +
        'a day, then it goes to a person.',
    },
    {
      name: 'mentions-for-people',
      metric: mentionsForPeople.metricApproximateNumberOfMessagesVisible({ period: MINUTE, statistic: 'Maximum' }),
      when: once(1),
      noData: fine('SQS measures no queue that is empty and idle'),
      means:
        'A mention could not be answered by itself, or nobody can tell whether it was. It waits for a person for ' +
        '14 days.',
      first:
        'Read the messages of the queue in the output MentionReviewQueueUrl: each says why. Answer manually what ' +
        'should be answered, then delete the message.',
    },
  ];
}

function consumerAlarms(metrics: PipelineMetrics): AlarmRow[] {
  return metrics.consumers().flatMap(({ id, deadLetters, lost }): AlarmRow[] => [
    {
      name: 'target-dead-letters',
      subject: id,
      metric: deadLetters.metricApproximateNumberOfMessagesVisible({ period: MINUTE, statistic: 'Maximum' }),
      when: once(1),
      noData: fine('SQS measures no queue that is empty and idle'),
      means: `The consumer ${id} did not take an event, however often EventBridge tried. It is kept for 14 days.`,
      first:
        'Look into the consumer’s own log for its error, fix it, then put the events back from its dead-letter queue.',
    },
    {
      name: 'lost-events',
      subject: id,
      metric: lost,
      when: once(1),
      noData: fine('EventBridge measures this only when it happens'),
      means:
        `EventBridge could hand an event neither to the consumer ${id} nor to its dead letters: that event is ` +
        `lost to it.`,
      first:
        'Check that the dead-letter queue still exists and lets events.amazonaws.com send, deploy again if not, ' +
        'then replay the time of the alarm from the archive.',
    },
  ]);
}
