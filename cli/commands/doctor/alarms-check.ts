import { paginateDescribeAlarms, type CompositeAlarm, type MetricAlarm } from '@aws-sdk/client-cloudwatch';
import { formatCount } from '../../terminal/output.ts';
import { sanitize } from '../../../src/text/terminal-safe.ts';
import { AWS_LIMIT_MS, failed, ok, skipped, type Check } from './check.ts';

const MAX_NAMES = 5;

/** Checks whether an alarm of the monitoring stack is in ALARM state. */
export const alarmsCheck: Check = {
  name: 'alarms',
  limitMs: AWS_LIMIT_MS,
  examine: async ({ context: { clients, stack }, signal }) => {
    const monitoring = `${stack.name}Monitoring`;
    const alarms: (MetricAlarm | CompositeAlarm)[] = [];
    const query = { AlarmNamePrefix: monitoring, AlarmTypes: ['MetricAlarm' as const, 'CompositeAlarm' as const] };
    for await (const page of paginateDescribeAlarms({ client: clients.cloudWatch }, query, { abortSignal: signal })) {
      alarms.push(...(page.MetricAlarms ?? []), ...(page.CompositeAlarms ?? []));
    }
    if (alarms.length === 0)
      return skipped(
        `${monitoring} has no alarms`,
        'Run `npx cdk deploy --all` to deploy the dashboard and the alarms.',
      );
    const gone = alarms
      .filter(({ StateValue }) => StateValue === 'ALARM')
      .map(({ AlarmName = '' }) => sanitize(AlarmName));
    if (gone.length === 0) return ok(`${formatCount(alarms.length, 'alarm')}, none in ALARM state`);
    const names = [
      ...gone.slice(0, MAX_NAMES),
      ...(gone.length > MAX_NAMES ? [`${gone.length - MAX_NAMES} more`] : []),
    ];
    return failed(
      `${gone.length} of ${formatCount(alarms.length, 'alarm')} in ALARM state: ${names.join(', ')}`,
      `Follow the alarm description in CloudWatch. The outputs of ${monitoring} contain the URL of the dashboard.`,
    );
  },
};
