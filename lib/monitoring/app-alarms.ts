import { ComparisonOperator, MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import { Duration } from 'aws-cdk-lib/core';
import { breach, fine, once, type AlarmRow } from './alarm-row.ts';
import type { PipelineMetrics } from './pipeline-metrics.ts';

const MINUTES_5 = Duration.minutes(5);
const MINUTES_15 = Duration.minutes(15);

/** Creates separate alarms for each app, so that a busy app cannot hide a silent one. */
export function appAlarms(metrics: PipelineMetrics, noDeliveryHours: (app: string) => number): AlarmRow[] {
  return metrics.appKeys.flatMap((app) => {
    const hours = noDeliveryHours(app);
    const rows = [
      signatureAlarm(metrics, app),
      secretAlarm(metrics, app),
      ...serviceAlarms(metrics, app),
      ...(hours > 0 ? [silence(metrics, app, hours)] : []),
    ];
    return rows.map((row) => ({ ...row, subject: app }));
  });
}

/** Counts the requests for one app that ingress rejected with this code. */
const rejected = (
  metrics: PipelineMetrics,
  dimensions: { readonly app: string; readonly code: string },
  period: Duration,
) => metrics.own({ line: 'rejected', name: 'RejectedRequests', dimensions }, { statistic: 'Sum', period });

function signatureAlarm(metrics: PipelineMetrics, app: string): AlarmRow {
  return {
    name: 'signatures',
    metric: new MathExpression({
      // A single guess by an untrusted caller must not set it off: at least three mismatches, and a tenth of all.
      expression: 'IF(mismatched >= 3, 100 * mismatched / SUM([FILL(mismatched, 0), FILL(accepted, 0)]), 0)',
      usingMetrics: {
        mismatched: rejected(metrics, { app, code: 'SIGNATURE_MISMATCH' }, MINUTES_15),
        accepted: metrics.own(
          { line: 'accepted', name: 'Accepted', dimensions: { app } },
          { statistic: 'Sum', period: MINUTES_15 },
        ),
      },
      label: 'signature mismatches, %',
      period: MINUTES_15,
    }),
    when: once(10),
    noData: fine('no signature was rejected'),
    means:
      `Requests for ${app} have signatures that do not match the stored app secret. Either the secret was reset in ` +
      `the App Dashboard, or an untrusted caller is guessing. Meta retries for 36 hours, WhatsApp for 7 days; ` +
      `Messenger unsubscribes a Page after about one hour.`,
    first:
      'If the share is near 100 %, copy the app secret from the App Dashboard and run: npx meta-webhooks setup ' +
      '--secret-from prompt. It takes effect within 30 seconds.',
  };
}

function secretAlarm(metrics: PipelineMetrics, app: string): AlarmRow {
  const count = (code: string) => rejected(metrics, { app, code }, MINUTES_5);
  return {
    name: 'secret',
    metric: new MathExpression({
      // SUM, not +: a code that was never counted has no series, and + would then return no data.
      expression: 'SUM([FILL(unset, 0), FILL(malformed, 0), FILL(unavailable, 0), FILL(members, 0)])',
      usingMetrics: {
        unset: count('SECRET_UNSET'),
        malformed: count('SECRET_MALFORMED'),
        unavailable: count('SECRET_UNAVAILABLE'),
        members: metrics.own(
          { line: 'secret', name: 'MalformedSecretMembers', dimensions: { app } },
          { statistic: 'Sum', period: MINUTES_5 },
        ),
      },
      label: 'rejected because of the app secret',
      period: MINUTES_5,
    }),
    when: once(1),
    noData: fine('no request was rejected because of the app secret'),
    means:
      `The app secret of ${app} is not set, cannot be read or is malformed. Ingress responds 503 to each delivery ` +
      `that no valid secret matches.`,
    first:
      'Run npx meta-webhooks doctor to see the cause, then npx meta-webhooks setup to store the app secret. ' +
      'Meta retries the rejected deliveries.',
  };
}

function serviceAlarms(metrics: PipelineMetrics, app: string): AlarmRow[] {
  return [
    {
      name: 'slow-answers',
      metric: metrics.own(
        { line: 'accepted', name: 'ResponseLatency', dimensions: { app } },
        { statistic: 'p99', period: MINUTES_5 },
      ),
      // One cold start among few deliveries is not a trend, so three periods must breach.
      when: {
        threshold: 1000,
        evaluationPeriods: 3,
        datapointsToAlarm: 3,
        comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      },
      noData: fine('no delivery was accepted'),
      means: `The p99 response latency for ${app} is more than 1 second. Messenger times out after 5 seconds.`,
      first:
        'Look at "Response latency" on the dashboard. If p50 rises too, check SQS and Secrets Manager. If only p99 ' +
        'rises, the cause is cold starts: raise ingress.memorySize or set ingress.reservedConcurrency.',
    },
    {
      name: 'bus-refusals',
      metric: metrics.own(
        { line: 'changes', name: 'PutEventsFailedEntries', dimensions: { app } },
        { statistic: 'Sum', period: MINUTES_5 },
      ),
      when: once(1),
      noData: fine('the worker writes this metric only if an entry fails'),
      means:
        `EventBridge rejected events of ${app}. The worker retries them for about seven hours. After that, the ` +
        `deliveries move to the dead-letter queue.`,
      first:
        'Run the saved query "worker failures". If errorCode is ThrottlingException, wait, or request a higher ' +
        'PutEvents quota. If it is AccessDenied…, run npx cdk diff and deploy again.',
    },
  ];
}

function silence(metrics: PipelineMetrics, app: string, hours: number): AlarmRow {
  return {
    name: 'silence',
    metric: metrics.own(
      { line: 'accepted', name: 'Accepted', dimensions: { app } },
      { statistic: 'Sum', period: Duration.hours(1) },
    ),
    when: {
      threshold: 1,
      evaluationPeriods: hours,
      datapointsToAlarm: hours,
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
    },
    noData: breach('missing data means that no delivery arrived'),
    means:
      `Ingress accepted no delivery for ${app} in ${hours} hours. Meta may have ended a subscription: it does so ` +
      `after an hour of failures, and shows it only in the App Dashboard.`,
    first:
      'Run npx meta-webhooks doctor: it checks the pipeline and the subscriptions at Meta. If "1 Requests" on the ' +
      'dashboard has data, look at "Rejected requests by code".',
  };
}
