import { ALARM_NAMES, type AlarmName } from '../../src/metrics/alarm-names.ts';
import { list, optionalMatch, section, wholeNumber } from './rules.ts';

/** Maximum evaluation period of an alarm: CloudWatch evaluates seven days at most. */
const MAX_SILENCE_HOURS = 7 * 24;

/** Configuration of the stack MetaWebhooksMonitoring. */
export interface MonitoringConfiguration {
  /**
   * Addresses that receive every alarm by email, at most 20. Each recipient must confirm the subscription first. For
   * chat and pagers, subscribe to the topic of the output `AlarmTopicArn`.
   * @default - none
   */
  readonly emails: readonly string[];
  /**
   * Hours without a delivery after which the alarm `silence` of an app goes off, 1 to 168; 0 disables the alarm. Meta
   * sends no notification when it ends a subscription; this alarm detects it. Use a lower value for a busy app:
   * `apps.<key>.noDeliveryAlarmHours` overrides it for one app.
   * @default 24
   */
  readonly noDeliveryAlarmHours: number;
  /**
   * Names of the alarms that you do not want, as in docs/runbook.md.
   * @default - none: the stack creates all alarms
   */
  readonly disabledAlarms: readonly AlarmName[];
  /**
   * URL of the runbook that the alarms and the dashboard link to, for example https://…/docs/runbook.md of your
   * repository. At most 500 characters, because an alarm description has at most 1,024.
   * @default docs/runbook.md, without a link
   */
  readonly runbookUrl?: string;
}

/** Reads the hours after which the alarm `silence` goes off. */
export const noDeliveryAlarmHours = <F extends number | undefined>(fallback: F) =>
  wholeNumber({ min: 0, max: MAX_SILENCE_HOURS, fallback, because: 'CloudWatch evaluates seven days at most' });

const alarmName = optionalMatch({
  pattern: new RegExp(`^(${ALARM_NAMES.join('|')})$`),
  form: `one of ${ALARM_NAMES.join(', ')}`,
});

/** Reads the section `monitoring`. */
export const monitoringRule = section<MonitoringConfiguration>({
  emails: list(optionalMatch({ pattern: /^[^\s@]+@[^\s@]+\.[^\s@]+$/, form: 'an email address' }), 20),
  noDeliveryAlarmHours: noDeliveryAlarmHours(24),
  disabledAlarms: (value, at, problems) =>
    list(alarmName, ALARM_NAMES.length)(value, at, problems) as readonly AlarmName[],
  runbookUrl: optionalMatch({
    pattern: /^https:\/\/[^\s#]{1,492}$/,
    form: 'a URL of at most 500 characters that starts with https:// and has no #',
  }),
});
