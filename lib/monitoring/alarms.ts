import { Alarm, ComparisonOperator } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { pascalCase } from '../pascal-case.ts';
import type { AlarmName } from '../../src/metrics/alarm-names.ts';
import type { MonitoringSettings } from './monitoring-settings.ts';
import type { AlarmRow } from './alarm-row.ts';

const RUNBOOK = 'docs/runbook.md';

/** Properties of the alarms. */
export interface AlarmsProps extends Pick<
  MonitoringSettings,
  'alarmTopic' | 'disabledAlarms' | 'emails' | 'runbookUrl'
> {
  /** Prefix of each alarm's name. */
  readonly prefix: string;
}

/** Creates alarms that notify an SNS topic on ALARM and on OK. */
export class Alarms extends Construct {
  readonly topic: ITopic;
  readonly alarms: Alarm[] = [];
  private readonly props: AlarmsProps;

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    this.props = props;
    this.topic = props.alarmTopic ?? this.addTopic();
    for (const email of props.emails) this.topic.addSubscription(new EmailSubscription(email));
  }

  /** Creates the alarms of a table, except for the disabled ones. */
  add(rows: readonly AlarmRow[]): void {
    const desired = rows.filter(({ name }) => !this.props.disabledAlarms.includes(name));
    this.alarms.push(...desired.map((row) => this.addAlarm(row)));
  }

  private addTopic(): Topic {
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
    return topic;
  }

  private addAlarm(row: AlarmRow): Alarm {
    const { prefix, runbookUrl } = this.props;
    const { name, subject = '', metric, when, noData } = row;
    const alarm = new Alarm(this, `${name.split('-').map(pascalCase).join('')}${pascalCase(subject)}`, {
      alarmName: [prefix, name, ...(subject === '' ? [] : [subject])].join('-'),
      alarmDescription: formatDescription(row, runbookAt(name, runbookUrl)),
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
export function runbookAt(name: AlarmName, runbookUrl = RUNBOOK): string {
  return `${runbookUrl}#${name}`;
}

function formatDescription({ means, first, noData }: AlarmRow, runbook: string): string {
  return `${means} First: ${first} More: ${runbook} (No data: ${noData.because}.)`;
}
