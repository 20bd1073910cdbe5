import { ComparisonOperator, MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import { Duration } from 'aws-cdk-lib/core';
import type { Configuration } from '../configuration/configuration.ts';
import { breach, fine, once, type AlarmRow } from './alarm-row.ts';
import type { PipelineMetrics } from './pipeline-metrics.ts';

const MINUTES_5 = Duration.minutes(5);
const MINUTES_15 = Duration.minutes(15);

/** The alarms of each app, so that a busy app cannot hide a silent one. */
export function appAlarms(metrics: PipelineMetrics, { apps, monitoring }: Configuration): AlarmRow[] {
  return Object.entries(apps).flatMap(([app, own]) => {
    const hours = own.noDeliveryAlarmHours ?? monitoring.noDeliveryAlarmHours;
    const rows = [
      signatureAlarm(metrics, app),
      secretAlarm(metrics, app),
      ...serviceAlarms(metrics, app),
      ...(hours > 0 ? [silence(metrics, app, hours)] : []),
    ];
    return rows.map((row) => ({ ...row, subject: app }));
  });
}

/** Requests for one app that ingress rejected with this code. */
const rejected = (
  metrics: PipelineMetrics,
  dimensions: { readonly app: string; readonly code: string },
  period: Duration,
) => metrics.own({ line: 'refused', name: 'RejectedRequests', dimensions }, { statistic: 'Sum', period });

function signatureAlarm(metrics: PipelineMetrics, app: string): AlarmRow {
  return {
    name: 'signatures',
    metric: new MathExpression({
      // An untrusted caller's single guess is no drift: three at least, and a tenth of all.
      expression: 'IF(mismatched >= 3, 100 * mismatched / SUM([FILL(mismatched, 0), FILL(accepted, 0)]), 0)',
      usingMetrics: {
        mismatched: rejected(metrics, { app, code: 'SIGNATURE_MISMATCH' }, MINUTES_15),
        accepted: metrics.own(
          { line: 'accepted', name: 'Accepted', dimensions: { app } },
          { statistic: 'Sum', period: MINUTES_15 },
        ),
      },
      label: 'signatures that do not match, %',
      period: MINUTES_15,
    }),
    when: once(10),
    noData: fine('no signature was refused'),
    means:
      `Deliveries for ${app} carry signatures that our app secret did not make: it was reset in the App ` +
      `Dashboard, or an untrusted caller is guessing. Meta sends again for 7 days.`,
    first:
      'If the share is near 100 %, copy the app secret from the App Dashboard into the app’s secret; it counts ' +
      'within 30 seconds.',
  };
}

function secretAlarm(metrics: PipelineMetrics, app: string): AlarmRow {
  const count = (code: string) => rejected(metrics, { app, code }, MINUTES_5);
  return {
    name: 'secret',
    metric: new MathExpression({
      // SUM, not +: a code that was never counted has no series, and + would make nothing of all.
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
      label: 'refused for want of a secret',
      period: MINUTES_5,
    }),
    when: once(1),
    noData: fine('nothing was refused for want of a secret'),
    means:
      `The app secret of ${app} is not set, not readable or malformed. Deliveries that no usable member has ` +
      `signed get 503.`,
    first:
      'Store the app secret under appSecret in the app’s secret (output AppSecretArn…), without blanks or line ' +
      'ends. Meta sends again what was rejected.',
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
      // A cold start among few deliveries is no trend: it must last.
      when: {
        threshold: 1000,
        evaluationPeriods: 3,
        datapointsToAlarm: 3,
        comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      },
      noData: fine('no delivery was accepted'),
      means:
        `One delivery in a hundred for ${app} waits for more than a second for its answer; Messenger gives up ` +
        `after 5.`,
      first:
        'Look at "Time until Meta has its answer": a rise of the middle too is SQS or Secrets Manager, of p99 ' +
        'alone cold starts (ingress.memorySize, ingress.reservedConcurrency).',
    },
    {
      name: 'bus-refusals',
      metric: metrics.own(
        { line: 'changes', name: 'PutEventsFailedEntries', dimensions: { app } },
        { statistic: 'Sum', period: MINUTES_5 },
      ),
      when: once(1),
      noData: fine('the worker counts refusals only when there are some'),
      means:
        `The bus did not take events of ${app}. They are tried again for about seven hours, then they are ` +
        `dead letters.`,
      first:
        'Run the saved query "failures of the worker": ThrottlingException passes or needs a higher PutEvents ' +
        'quota, AccessDenied… needs the stack deployed again.',
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
    noData: breach('no data is the silence'),
    means:
      `Nothing was accepted for ${app} in ${hours} hours. Meta ends subscriptions that fail for an hour, and ` +
      `says so nowhere.`,
    first:
      'If "Requests" is not silent look at what is refused. Else press Test in the App Dashboard: what arrives ' +
      'proves the pipeline, and then it is the subscription that is gone.',
  };
}
