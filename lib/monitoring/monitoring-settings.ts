import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Duration } from 'aws-cdk-lib/core';
import type { AlarmName } from '../../src/metrics/alarm-names.ts';
import { APP_KEY } from '../../src/pipeline/accept/app-key.ts';
import { APPS } from '../configuration/limits.ts';
import { monitoringRules, NO_DELIVERY_HOURS } from '../configuration/monitoring.ts';
import { asGiven, wholeDuration } from '../configuration/prop-rules.ts';
import { ConfigurationError, record, section } from '../configuration/rules.ts';
import type { IMetaWebhooks } from '../meta-webhooks-interface.ts';
import type { MetaWebhooksMonitoringProps } from '../meta-webhooks-monitoring-props.ts';
import { checkApp } from '../receiver-metric.ts';

const DEFAULT_HOURS = 24;

/** The properties of monitoring, with defaults. */
export interface MonitoringSettings {
  readonly webhooks: IMetaWebhooks;
  readonly alarmTopic: ITopic | undefined;
  readonly emails: readonly string[];
  readonly noDeliveryAlarm: Duration;
  readonly noDeliveryAlarmByApp: Readonly<Record<string, Duration>>;
  readonly disabledAlarms: readonly AlarmName[];
  readonly runbookUrl: string | undefined;
}

const noDelivery = wholeDuration('hours', { ...NO_DELIVERY_HOURS, fallback: DEFAULT_HOURS });

const settingsRule = section<MonitoringSettings>({
  webhooks: (value) => value as IMetaWebhooks,
  alarmTopic: asGiven<ITopic | undefined>(undefined),
  ...monitoringRules,
  noDeliveryAlarm: noDelivery,
  noDeliveryAlarmByApp: record({ ...APPS, key: APP_KEY, value: noDelivery, fallback: {} }),
});

/**
 * Checks the properties of monitoring and adds the defaults.
 * @param at - path of the construct
 * @throws {@link ConfigurationError} CONFIGURATION_INVALID, with all problems
 */
export function resolveMonitoring(props: MetaWebhooksMonitoringProps, at: string): MonitoringSettings {
  const problems: string[] = [];
  const settings = settingsRule(props, at, problems);
  if (problems.length > 0)
    throw new ConfigurationError(
      'CONFIGURATION_INVALID',
      'Correct these properties of MetaWebhooksMonitoring.',
      problems,
    );
  const { appKeys } = settings.webhooks;
  for (const app of Object.keys(settings.noDeliveryAlarmByApp)) checkApp({ appKeys, path: at }, app);
  return settings;
}
