import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Duration } from 'aws-cdk-lib/core';
import type { AlarmName } from '../src/metrics/alarm-names.ts';
import type { IMetaWebhooks } from './meta-webhooks-interface.ts';

/** Properties of the monitoring of a receiver. */
export interface MetaWebhooksMonitoringProps {
  /** The receiver to monitor. It must be of this app, and may be in another stack. */
  readonly webhooks: IMetaWebhooks;
  /**
   * SNS topic that every alarm notifies, on ALARM and on OK. Its policy must let CloudWatch publish.
   * @default - the construct creates a topic
   */
  readonly alarmTopic?: ITopic;
  /**
   * Addresses that receive every alarm by email, at most 20. Each recipient must confirm the subscription first.
   * @default - none
   */
  readonly emails?: readonly string[];
  /**
   * Time without a delivery after which the alarm `silence` of an app goes off, 1 to 168 whole hours; zero disables the
   * alarm. Meta sends no notification when it ends a subscription; this alarm detects it.
   * @default Duration.hours(24)
   */
  readonly noDeliveryAlarm?: Duration;
  /**
   * The same for single apps, by key.
   * @default - noDeliveryAlarm
   */
  readonly noDeliveryAlarmByApp?: Readonly<Record<string, Duration>>;
  /**
   * Names of the alarms that you do not want, as in docs/runbook.md.
   * @default - none: the construct creates all alarms
   */
  readonly disabledAlarms?: readonly AlarmName[];
  /**
   * URL of the runbook that the alarms and the dashboard link to. At most 500 characters.
   * @default docs/runbook.md, without a link
   */
  readonly runbookUrl?: string;
}
