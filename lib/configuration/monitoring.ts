import { ALARM_NAMES, type AlarmName } from '../../src/metrics/alarm-names.ts';
import { list, optionalMatch, section, wholeNumber, type Rule } from './rules.ts';

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

/** Limits of the hours after which the alarm `silence` goes off. */
export const NO_DELIVERY_HOURS = {
  min: 0,
  max: MAX_SILENCE_HOURS,
  because: 'CloudWatch evaluates seven days at most',
} as const;

/** Reads the hours after which the alarm `silence` goes off. */
export const noDeliveryAlarmHours = <F extends number | undefined>(fallback: F) =>
  wholeNumber({ ...NO_DELIVERY_HOURS, fallback });

const alarmName = optionalMatch({
  pattern: new RegExp(`^(${ALARM_NAMES.join('|')})$`),
  form: `one of ${ALARM_NAMES.join(', ')}`,
});

/** Reads what monitoring has in the configuration as well as in the construct. */
export const monitoringRules = {
  emails: list(optionalMatch({ pattern: /^[^\s@]+@[^\s@]+\.[^\s@]+$/, form: 'an email address' }), 20),
  disabledAlarms: ((value, at, problems) =>
    list(alarmName, ALARM_NAMES.length)(value, at, problems) as readonly AlarmName[]) as Rule<readonly AlarmName[]>,
  runbookUrl: optionalMatch({
    pattern: /^https:\/\/[^\s#]{1,492}$/,
    form: 'a URL of at most 500 characters that starts with https:// and has no #',
  }),
};

/** Reads the section `monitoring`. */
export const monitoringRule = section<MonitoringConfiguration>({
  ...monitoringRules,
  noDeliveryAlarmHours: noDeliveryAlarmHours(24),
});
