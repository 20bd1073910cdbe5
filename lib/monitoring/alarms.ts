import { Alarm, ComparisonOperator } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { pascalCase } from '../pascal-case.ts';
import type { AlarmName } from '../../src/metrics/alarm-names.ts';
import type { MonitoringConfiguration } from '../configuration/monitoring.ts';
import type { AlarmRow } from './alarm-row.ts';

const RUNBOOK = 'docs/runbook.md';

/** Properties of the alarms. */
export interface AlarmsProps {
  readonly rows: readonly AlarmRow[];
  readonly configuration: MonitoringConfiguration;
  /** Prefix of each alarm's name. */
  readonly prefix: string;
}

/** Creates the alarms of a table and the SNS topic that each alarm notifies on ALARM and on OK. */
export class Alarms extends Construct {
  readonly topic: Topic;
  readonly alarms: readonly Alarm[];

  constructor(scope: Construct, id: string, { rows, configuration, prefix }: AlarmsProps) {
    super(scope, id);
    this.topic = this.addTopic(configuration.emails);
    const desired = rows.filter(({ name }) => !configuration.disabledAlarms.includes(name));
    this.alarms = desired.map((row) => this.addAlarm(row, prefix, configuration));
  }

  private addTopic(emails: readonly string[]): Topic {
    const topic = new Topic(this, 'Topic', { displayName: 'Meta webhook alarms', enforceSSL: true });
    // A custom topic policy replaces the default policy, which lets the topic's own account publish.
    topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    );
    for (const email of emails) topic.addSubscription(new EmailSubscription(email));
    return topic;
  }

  private addAlarm(row: AlarmRow, prefix: string, configuration: MonitoringConfiguration): Alarm {
    const { name, subject = '', metric, when, noData } = row;
    const alarm = new Alarm(this, `${name.split('-').map(pascalCase).join('')}${pascalCase(subject)}`, {
      alarmName: [prefix, name, ...(subject === '' ? [] : [subject])].join('-'),
      alarmDescription: formatDescription(row, runbookAt(name, configuration)),
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      metric,
      ...when,
      treatMissingData: noData.as,
    });
    const notify = new SnsAction(this.topic);
    alarm.addAlarmAction(notify);
    alarm.addOkAction(notify);
    return alarm;
  }
}

/** Returns the link to an alarm's section of the runbook. */
export function runbookAt(name: AlarmName, { runbookUrl = RUNBOOK }: MonitoringConfiguration): string {
  return `${runbookUrl}#${name}`;
}

function formatDescription({ means, first, noData }: AlarmRow, runbook: string): string {
  return `${means} First: ${first} More: ${runbook} (No data: ${noData.because}.)`;
}
