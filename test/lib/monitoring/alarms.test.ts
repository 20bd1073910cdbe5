import { beforeAll, describe, expect, it } from '@jest/globals';
import { ALARM_NAMES } from '../../../src/metrics/alarm-names.ts';
import { ConfigurationError } from '../../../lib/configuration/rules.ts';
import { timesInAlarm } from '../../../tools/dashboard/alarm-states.ts';
import type { RecordedRun } from '../../../tools/dashboard/recorded-run.ts';
import { MetricStore } from '../../../tools/dashboard/series.ts';
import { STORY, STORY_FROM_MS } from '../../../tools/dashboard/scenario.ts';
import { example, recordedRun } from './watched.ts';

const HOUR_MS = 3_600_000;
const shown = example();
const names = (metaWebhooks?: unknown): string[] =>
  example(metaWebhooks).alarms.map(({ AlarmName }) => AlarmName.replace('MetaWebhooks-', ''));
const getAlarm = (name: string, { alarms } = shown) =>
  alarms.find(({ AlarmName }) => AlarmName === `MetaWebhooks-${name}`)!;

let run: RecordedRun;
beforeAll(async () => {
  run = await recordedRun(shown);
});

/** Which trouble of the recorded run each alarm is for. */
const CAUSES: readonly (readonly [alarm: string, cause: keyof typeof STORY | number, withinMinutes?: number])[] = [
  ['errors', 'secretUnset'],
  ['throttled', 'flood'],
  ['too-large', 134],
  // SQS measures a queue that was idle up to fifteen minutes late.
  ['dead-letters', 'unreadable', 17],
  ['oldest-message', 'workerDies'],
  ['deliveries-failing', 'busThrottled'],
  ['worker-errors', 'workerDies'],
  ['table-throttles', 'tableThrottled'],
  ['signatures-meta', 'secretDrift'],
  ['secret-meta', 'secretUnset'],
  ['slow-answers-meta', 'slowQueue'],
  ['bus-refusals-meta', 'busThrottled'],
  ['target-dead-letters-Comments', 'consumerBroken', 17],
  ['lost-events-Comments', 'consumerLost'],
];

describe('an alarm', () => {
  it.each(CAUSES)(
    '%s goes off within a quarter of an hour of its cause, %s, and not before',
    (name, cause, withinMinutes = 15) => {
      const minute = typeof cause === 'number' ? cause : STORY[cause][0];
      const causeMs = STORY_FROM_MS + minute * 60_000;
      const [first = Infinity] = timesInAlarm(getAlarm(name), run.store, run);
      expect(first).toBeGreaterThan(causeMs);
      expect(first).toBeLessThanOrEqual(causeMs + withinMinutes * 60_000);
    },
  );

  it('is over at the end, for everything was fixed by then but the archive, which the worker may not write to', () => {
    const red = shown.alarms.filter((alarm) => timesInAlarm(alarm, run.store, run).includes(run.toMs));
    expect(red.map(({ AlarmName }) => AlarmName)).toEqual(['MetaWebhooks-deliveries-failing']);
  });

  it(
    'was provoked for each name that there is, but for silence, which takes a day, a rate near the limit, ' +
      'and mentions, which nobody answers there',
    () => {
      const provoked = CAUSES.map(([name]) => name.replace(/-(meta|Comments)$/, ''));
      expect([...provoked, 'silence', 'near-throttle', 'mention-errors', 'mentions-for-people'].sort()).toEqual(
        [...ALARM_NAMES].sort(),
      );
      expect(shown.alarms).toHaveLength(ALARM_NAMES.length - 2);
    },
  );

  it('of a function that answers mentions goes off when it dies once', () => {
    const answering = example({
      mentionReplies: { accounts: { '17841405822304914': {} }, answers: [{ message: 'Thank you!' }] },
    });
    const alarm = getAlarm('mention-errors', answering);
    const [FunctionName = ''] = Object.keys(answering.pipeline.Resources).filter((id) =>
      id.startsWith('MentionRepliesHandlerFunction'),
    );
    const store = new MetricStore();
    store.add({ namespace: 'AWS/Lambda', name: 'Errors', dimensions: { FunctionName }, atMs: HOUR_MS, values: [1] });
    expect(timesInAlarm(alarm, store, { fromMs: 0, toMs: 2 * HOUR_MS })).toHaveLength(1);
  });

  it('of mentions stands where they are answered, and goes off within a minute of the first that waits for a person', () => {
    const answering = example({
      mentionReplies: { accounts: { '17841405822304914': {} }, answers: [{ message: 'Thank you!' }] },
    });
    const alarm = getAlarm('mentions-for-people', answering);
    const store = new MetricStore();
    const waiting = {
      namespace: 'AWS/SQS',
      name: 'ApproximateNumberOfMessagesVisible',
      dimensions: { QueueName: 'MentionsForPeople' },
    };
    store.add({ ...waiting, atMs: 0, values: [0] });
    store.add({ ...waiting, atMs: HOUR_MS, values: [1] });
    store.add({ ...waiting, atMs: HOUR_MS + 60_000, values: [0] });
    expect(timesInAlarm(alarm, store, { fromMs: 0, toMs: 2 * HOUR_MS })).toEqual([HOUR_MS + 60_000]);
  });

  it('silence goes off after 24 hours in which nothing was accepted, not after 23, whether or not anything was before', () => {
    const store = new MetricStore();
    const accepted = (atMs: number): void => {
      store.add({
        namespace: 'MetaWebhooks',
        name: 'Accepted',
        dimensions: { service: 'ingress', app: 'meta' },
        atMs,
        values: [1],
      });
    };
    accepted(0);
    accepted(24 * HOUR_MS);
    const silence = getAlarm('silence-meta');
    expect(timesInAlarm(silence, store, { fromMs: 0, toMs: 48 * HOUR_MS })).toEqual([]);
    expect(timesInAlarm(silence, store, { fromMs: 0, toMs: 49 * HOUR_MS })).toEqual([49 * HOUR_MS]);
    expect(timesInAlarm(silence, new MetricStore(), { fromMs: 0, toMs: 24 * HOUR_MS })).toEqual([24 * HOUR_MS]);
  });

  it('of a rate near the limit goes off at 80 % of five minutes at rateLimit, and not one request earlier', () => {
    const limited = example({ throttle: { rateLimit: 10, burstLimit: 20 } });
    const [ApiId = ''] =
      Object.entries(limited.pipeline.Resources).find(([, { Type }]) => Type === 'AWS::ApiGatewayV2::Api') ?? [];
    const after = (requests: number): number[] => {
      const store = new MetricStore();
      store.add({ namespace: 'AWS/ApiGateway', name: 'Count', dimensions: { ApiId }, atMs: 0, values: [requests] });
      return timesInAlarm(getAlarm('near-throttle', limited), store, { fromMs: 0, toMs: HOUR_MS / 6 });
    };
    expect([after(2_399).length, after(2_400).length]).toEqual([0, 1]); // 0.8 × 10 a second × 300 s
  });

  it.each([
    ['SECRET_UNSET', 'secret-meta'],
    ['SECRET_MALFORMED', 'secret-meta'],
    ['SECRET_UNAVAILABLE', 'secret-meta'],
  ])('for want of a secret goes off by %s alone, when the others were never counted', (code, name) => {
    const store = new MetricStore();
    store.add({
      namespace: 'MetaWebhooks',
      name: 'RejectedRequests',
      dimensions: { service: 'ingress', app: 'meta', code },
      atMs: 0,
      values: [1],
    });
    expect(timesInAlarm(getAlarm(name), store, { fromMs: 0, toMs: HOUR_MS / 6 })).toHaveLength(1);
  });

  it(
    "of signatures goes off for an app that never had a right one, and not for an untrusted caller's guess " +
      'among right ones',
    () => {
      const counts = (mismatched: number, accepted: number): number[] => {
        const store = new MetricStore();
        const refused = { service: 'ingress', app: 'meta', code: 'SIGNATURE_MISMATCH' };
        store.add({
          namespace: 'MetaWebhooks',
          name: 'RejectedRequests',
          dimensions: refused,
          atMs: 0,
          values: [mismatched],
        });
        if (accepted > 0)
          store.add({
            namespace: 'MetaWebhooks',
            name: 'Accepted',
            dimensions: { service: 'ingress', app: 'meta' },
            atMs: 0,
            values: [accepted],
          });
        return timesInAlarm(getAlarm('signatures-meta'), store, { fromMs: 0, toMs: HOUR_MS / 4 });
      };
      expect([counts(3, 0).length, counts(2, 0).length, counts(3, 28).length, counts(3, 27).length]).toEqual([
        1, 0, 0, 1,
      ]);
    },
  );
});

describe('what an alarm says', () => {
  it.each(shown.alarms.map((alarm) => [alarm.AlarmName, alarm.AlarmDescription] as const))(
    '%s: what it means, what to do first, where to read on',
    (name, description) => {
      expect(description).toMatch(/^.{40,} First: .{30,} More: docs\/runbook\.md#[a-z-]+ \(No data: .+\.\)$/);
      const [, anchor = ''] = /runbook\.md#([a-z-]+)/.exec(description)!;
      expect(ALARM_NAMES).toContain(anchor);
      expect(name).toContain(`MetaWebhooks-${anchor}`);
      expect(description.length).toBeLessThanOrEqual(1024); // PutMetricAlarm's limit
    },
  );

  it('links the runbook where it is read', () => {
    const { alarms, widgets } = example({ monitoring: { runbookUrl: 'https://example.com/runbook.md' } });
    expect(alarms[0]!.AlarmDescription).toContain('https://example.com/runbook.md#');
    expect(widgets.find(({ type }) => type === 'text')!.properties.markdown).toContain(
      '[silence](https://example.com/runbook.md#silence)',
    );
  });
});

describe('who is told', () => {
  const resources = Object.values(shown.monitoring.Resources);
  const getTopic = (id: string): string | undefined => shown.monitoring.Resources[id]?.Type;

  it('every alarm tells the topic, when it goes off and when it is over', () => {
    for (const { Properties } of resources.filter(({ Type }) => Type === 'AWS::CloudWatch::Alarm')) {
      for (const action of ['AlarmActions', 'OKActions']) {
        const [{ Ref }] = Properties[action] as [{ Ref: string }];
        expect(getTopic(Ref)).toBe('AWS::SNS::Topic');
      }
    }
  });

  it('the topic takes alarms of this account and nothing without TLS', () => {
    const policy = resources.find(({ Type }) => Type === 'AWS::SNS::TopicPolicy')!;
    const { Statement } = policy.Properties['PolicyDocument'] as { Statement: Record<string, unknown>[] };
    expect(Statement.map(({ Effect, Principal, Condition }) => [Effect, Principal, Condition])).toEqual([
      ['Deny', '*', { Bool: { 'aws:SecureTransport': 'false' } }],
      [
        'Allow',
        { Service: 'cloudwatch.amazonaws.com' },
        { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
      ],
    ]);
  });

  it('nobody by e-mail, unless configured', () => {
    const mailed = (metaWebhooks?: unknown) =>
      Object.values(example(metaWebhooks).monitoring.Resources)
        .filter(({ Type }) => Type === 'AWS::SNS::Subscription')
        .map(({ Properties }) => [Properties['Protocol'], Properties['Endpoint']]);
    expect(mailed()).toEqual([]);
    expect(mailed({ monitoring: { emails: ['ops@example.com'] } })).toEqual([['email', 'ops@example.com']]);
  });
});

describe('the configuration', () => {
  it('gives each app alarms of its own', () => {
    const perApp = ['signatures', 'secret', 'slow-answers', 'bus-refusals', 'silence'];
    expect(names({ apps: { meta: {}, shop: {} } })).toEqual(
      expect.arrayContaining(['meta', 'shop'].flatMap((app) => perApp.map((name) => `${name}-${app}`))),
    );
  });

  it('may refuse an alarm by its name, of every app', () => {
    const left = names({ apps: { meta: {}, shop: {} }, monitoring: { disabledAlarms: ['silence', 'too-large'] } });
    expect(left.filter((name) => /^(silence|too-large)/.test(name))).toEqual([]);
    expect(left).toContain('secret-shop');
  });

  it('sets for how long an app may be silent: for all, for one, or for ever', () => {
    const { alarms } = example({
      apps: { meta: {}, shop: { noDeliveryAlarmHours: 2 }, quiet: { noDeliveryAlarmHours: 0 } },
      monitoring: { noDeliveryAlarmHours: 6 },
    });
    const silences = alarms
      .filter(({ AlarmName }) => AlarmName.includes('silence'))
      .map(({ AlarmName, EvaluationPeriods, Period }) => [AlarmName, EvaluationPeriods * Period!]);
    expect(silences).toEqual([
      ['MetaWebhooks-silence-meta', 6 * 3600],
      ['MetaWebhooks-silence-shop', 2 * 3600],
    ]);
  });

  it.each([
    {
      wrong: { monitoring: { disabledAlarms: ['silent'] } },
      said: 'metaWebhooks.monitoring.disabledAlarms[0] is "silent": must be one of errors, throttled',
    },
    {
      wrong: { monitoring: { emails: ['ops'] } },
      said: 'metaWebhooks.monitoring.emails[0] is "ops": must be an email address',
    },
    {
      wrong: { monitoring: { noDeliveryAlarmHours: 169 } },
      said:
        'metaWebhooks.monitoring.noDeliveryAlarmHours is 169: must be a whole number from 0 to 168, because ' +
        'CloudWatch evaluates seven days at most',
    },
    {
      wrong: { apps: { meta: { noDeliveryAlarmHours: -1 } } },
      said: 'metaWebhooks.apps.meta.noDeliveryAlarmHours is -1: must be a whole number from 0 to 168',
    },
    {
      wrong: { monitoring: { runbookUrl: 'http://user:secret@example.com' } },
      said: 'metaWebhooks.monitoring.runbookUrl is "http://[hidden]@example.com": must be',
    },
    {
      wrong: { monitoring: { runbookUrl: 'wiki' } },
      said:
        'metaWebhooks.monitoring.runbookUrl is "wiki": must be a URL of at most 500 characters that ' +
        'starts with https:// and has no #',
    },
  ])('that is wrong stops the synthesis with a sentence: $said', ({ wrong, said }) => {
    expect(() => example(wrong)).toThrow(ConfigurationError);
    expect(() => example(wrong)).toThrow(said);
  });
});
