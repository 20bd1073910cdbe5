/** Names of all alarms: of the whole pipeline, of each app, of each consumer and of mention replies. */
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

/** Name of an alarm, and of its section in docs/runbook.md. */
export type AlarmName = (typeof ALARM_NAMES)[number];
