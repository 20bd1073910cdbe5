import { describe, expect, it } from '@jest/globals';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { App, Duration, Stack } from 'aws-cdk-lib/core';
import { MetaWebhooks } from '../../../lib/meta-webhooks.ts';
import { MetaWebhooksMonitoring } from '../../../lib/meta-webhooks-monitoring.ts';

const code = (): Code => Code.fromInline('exports.handler = async () => {};');
const app = new App({ builtinCloudFormationValidation: false }); // without context flags

const shop = new Stack(app, 'Shop');
const first = new MetaWebhooks(shop, 'First', { code, apps: { shop: {}, blog: {} } });
const second = new MetaWebhooks(shop, 'Second', { code });
const watching = new Stack(app, 'Watching');
const alarmTopic = new Topic(watching, 'Pager');
new MetaWebhooksMonitoring(watching, 'OfFirst', {
  webhooks: first,
  alarmTopic,
  noDeliveryAlarmByApp: { blog: Duration.hours(2) },
});
new MetaWebhooksMonitoring(watching, 'OfSecond', { webhooks: second });
// Added after the monitoring.
first.onChange('Late', { detailType: 'page.leadgen', target: new Queue(shop, 'LateQueue') });

const template = Template.fromStack(watching);
const alarms = Object.values(
  template.findResources('AWS::CloudWatch::Alarm') as Record<
    string,
    { Properties: { AlarmName: string; AlarmActions: { Ref: string }[]; EvaluationPeriods: number } }
  >,
).map(({ Properties }) => Properties);
const namesOf = (prefix: string): string[] =>
  alarms.map(({ AlarmName }) => AlarmName).filter((name) => name.startsWith(`${prefix}-`));

describe('the monitoring of two receivers of another stack', () => {
  it('has alarms, a dashboard and saved queries for each, whose names do not meet', () => {
    expect(namesOf('Shop-First').length + namesOf('Shop-Second').length).toBe(alarms.length);
    expect(new Set(alarms.map(({ AlarmName }) => AlarmName)).size).toBe(alarms.length);
    const dashboards = Object.values(template.findResources('AWS::CloudWatch::Dashboard')) as {
      Properties: { DashboardName: unknown };
    }[];
    expect(dashboards.map(({ Properties }) => Properties.DashboardName)).toEqual([
      { 'Fn::Join': ['', ['Shop-First-', { Ref: 'AWS::Region' }]] },
      { 'Fn::Join': ['', ['Shop-Second-', { Ref: 'AWS::Region' }]] },
    ]);
    template.hasResourceProperties('AWS::Logs::QueryDefinition', { Name: 'Shop-First/worker failures' });
    template.hasResourceProperties('AWS::Logs::QueryDefinition', { Name: 'Shop-Second/worker failures' });
  });

  it('counts a consumer that was added later, and only for its own receiver', () => {
    expect(namesOf('Shop-First')).toEqual(
      expect.arrayContaining(['Shop-First-target-dead-letters-Late', 'Shop-First-lost-events-Late']),
    );
    expect(namesOf('Shop-Second').filter((name) => name.includes('Late'))).toEqual([]);
    template.hasResourceProperties('AWS::CloudWatch::Dashboard', {
      DashboardName: { 'Fn::Join': ['', ['Shop-First-', { Ref: 'AWS::Region' }]] },
      DashboardBody: { 'Fn::Join': ['', Match.arrayWith([Match.stringLikeRegexp('events for Late')])] },
    });
  });

  it('reads the metrics of its receiver only', () => {
    const namespaces = (prefix: string): string[] => {
      const own = Object.values(template.findResources('AWS::CloudWatch::Alarm')).filter((alarm) =>
        (alarm as { Properties: { AlarmName: string } }).Properties.AlarmName.startsWith(prefix),
      );
      return [...new Set(JSON.stringify(own).match(/"Namespace":"Shop[^"]*"/g))];
    };
    expect(namespaces('Shop-First-')).toEqual(['"Namespace":"Shop-First"']);
    expect(namespaces('Shop-Second-')).toEqual(['"Namespace":"Shop-Second"']);
  });

  it('notifies the topic that is given, or its own', () => {
    const topics = (prefix: string): string[] => [
      ...new Set(
        alarms
          .filter(({ AlarmName }) => AlarmName.startsWith(prefix))
          .flatMap(({ AlarmActions }) => AlarmActions.map(({ Ref }) => Ref)),
      ),
    ];
    expect(topics('Shop-First-')).toEqual([expect.stringMatching(/^Pager/)]);
    expect(topics('Shop-Second-')).toEqual([expect.stringMatching(/^OfSecondAlarmsTopic/)]);
  });

  it('waits for a delivery as long as the app says', () => {
    const periods = Object.fromEntries(
      alarms
        .filter(({ AlarmName }) => AlarmName.includes('-silence-'))
        .map(({ AlarmName, EvaluationPeriods }) => [AlarmName, EvaluationPeriods]),
    );
    expect(periods).toEqual({
      'Shop-First-silence-shop': 24,
      'Shop-First-silence-blog': 2,
      'Shop-Second-silence-meta': 24,
    });
  });
});

describe('what cannot be monitored stops the synthesis', () => {
  it('an app that the receiver does not have', () => {
    expect(
      () =>
        new MetaWebhooksMonitoring(watching, 'Typo', {
          webhooks: first,
          noDeliveryAlarmByApp: { shpo: Duration.hours(2) },
        }),
    ).toThrow('Watching/Typo: there is no app shpo: must be one of shop, blog; did you mean shop?');
  });

  it('a receiver of another app, whose queues and functions nobody named', () => {
    const imported = MetaWebhooks.fromEventBusName(watching, 'Imported', 'bus');
    expect(() => new MetaWebhooksMonitoring(watching, 'Elsewhere', { webhooks: imported })).toThrow(
      'Watching/Imported: an imported receiver does not name the resources to monitor',
    );
  });
});
