import { list, optionalMatch, section, wholeNumber } from './rules.ts';

/** Every alarm there can be: of the pipeline as a whole, of each app, and of each consumer. */
export const ALARM_NAMES = [
  'errors',
  'throttled',
  'near-throttle',
  'too-large',
  'dead-letters',
  'oldest-message',
  'deliveries-failing',
  'worker-errors',
  'table-throttles',
  'signatures',
  'secret',
  'slow-answers',
  'bus-refusals',
  'silence',
  'target-dead-letters',
  'lost-events',
  'mention-errors',
  'mentions-for-people',
] as const;

/** An alarm's name; also its section in docs/runbook.md. */
export type AlarmName = (typeof ALARM_NAMES)[number];

/** Hours without a delivery that an alarm may wait for: CloudWatch looks back seven days at most. */
const MAX_SILENCE_HOURS = 7 * 24;

/** What the stack MetaWebhooksMonitoring watches, and whom it tells. */
export interface MonitoringConfiguration {
  /**
   * Addresses that get every alarm by e-mail, at most 20. AWS sends each a link to confirm first. Anything else (chat,
   * pager) subscribes to the topic of the output `AlarmTopicArn`.
   * @default - nobody
   */
  readonly emails: readonly string[];
  /**
   * Hours without a single delivery after which an app counts as silent, 1 to 168; 0 never. Meta says nothing when it
   * ends a subscription: this alarm does. Shorten it for a busy app; an app may have its own in
   * `apps.<key>.noDeliveryAlarmHours`.
   * @default 24
   */
  readonly noDeliveryAlarmHours: number;
  /**
   * Alarms that you do not want, by their names in docs/runbook.md.
   * @default - none: you get all
   */
  readonly disabledAlarms: readonly AlarmName[];
  /**
   * Where your people read the runbook, e.g. your repository's https://…/docs/runbook.md; alarms and dashboard link
   * there.
   * At most 500 characters, because an alarm's description ends at 1,024.
   * @default docs/runbook.md, without a link
   */
  readonly runbookUrl?: string;
}

/** Reads hours of silence. */
export const noDeliveryAlarmHours = <F extends number | undefined>(fallback: F) =>
  wholeNumber({ min: 0, max: MAX_SILENCE_HOURS, fallback, because: 'CloudWatch looks back seven days at most' });

const alarmName = optionalMatch({
  pattern: new RegExp(`^(${ALARM_NAMES.join('|')})$`),
  form: `one of ${ALARM_NAMES.join(', ')}`,
});

/** Reads the section `monitoring`. */
export const monitoringRule = section<MonitoringConfiguration>({
  emails: list(optionalMatch({ pattern: /^[^\s@]+@[^\s@]+\.[^\s@]+$/, form: 'an e-mail address' }), 20),
  noDeliveryAlarmHours: noDeliveryAlarmHours(24),
  disabledAlarms: (value, at, problems) =>
    list(alarmName, ALARM_NAMES.length)(value, at, problems) as readonly AlarmName[],
  runbookUrl: optionalMatch({
    pattern: /^https:\/\/[^\s#]{1,492}$/,
    form: 'an address that begins with https://, has no # and at most 500 characters',
  }),
});
