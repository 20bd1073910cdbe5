import {
  paginateDescribeAlarms,
  type CloudWatchClient,
  type CompositeAlarm,
  type MetricAlarm,
} from '@aws-sdk/client-cloudwatch';
import { formatCount } from '../../terminal/format.ts';
import { sanitize } from '../../../src/text/terminal-safe.ts';
import type { ReceiverStack } from '../../aws/stack.ts';
import { ALARM_NAMES } from '../../../src/metrics/alarm-names.ts';
import { AWS_LIMIT_MS, failed, ok, skipped, type Check } from './check.ts';

const MAX_NAMES = 5;

/** Checks whether the alarms watch the deployed resources, and whether one of them is in ALARM state. */
export const alarmsCheck: Check = {
  name: 'alarms',
  limitMs: AWS_LIMIT_MS,
  examine: async ({ context: { clients, stack }, signal }) => {
    const alarms = await listAlarms({ client: clients.cloudWatch, stack, signal });
    if (alarms.length === 0)
      return skipped(
        `the receiver ${stack.id} of ${stack.name} has no alarms`,
        'Deploy MetaWebhooksMonitoring for the dashboard and the alarms: `npx cdk deploy --all`.',
      );
    const stale = alarms
      .filter((alarm) => watchesAnother(stack, alarm))
      .map(({ AlarmName = '' }) => sanitize(AlarmName));
    if (stale.length > 0)
      return failed(
        `${formatCount(stale.length, 'alarm')} on resources that ${stack.name} no longer has: ${stale.join(', ')}`,
        'Run `npx cdk deploy --force` for the stack of MetaWebhooksMonitoring.',
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
      `Follow the alarm description in CloudWatch. The dashboard is ${stack.namespace} and the region.`,
    );
  },
};

interface AlarmPlace {
  readonly client: CloudWatchClient;
  readonly stack: ReceiverStack;
  readonly signal: AbortSignal;
}

async function listAlarms({ client, stack, signal }: AlarmPlace): Promise<(MetricAlarm | CompositeAlarm)[]> {
  const alarms: (MetricAlarm | CompositeAlarm)[] = [];
  const query = {
    AlarmNamePrefix: `${stack.namespace}-`,
    AlarmTypes: ['MetricAlarm' as const, 'CompositeAlarm' as const],
  };
  for await (const page of paginateDescribeAlarms({ client }, query, { abortSignal: signal })) {
    const { MetricAlarms = [], CompositeAlarms = [] } = page;
    alarms.push(...MetricAlarms.filter((alarm) => isOwn(stack, alarm)), ...CompositeAlarms);
  }
  return alarms;
}

/**
 * Returns whether an alarm is of this receiver. The name of another receiver may start with this receiver's, as
 * `Shop-Web2` does with `Shop`.
 */
function isOwn({ namespace }: ReceiverStack, { AlarmName = '' }: MetricAlarm): boolean {
  const rest = AlarmName.slice(namespace.length + 1);
  return ALARM_NAMES.some((name) => rest === name || rest.startsWith(`${name}-`));
}

/** Alarms on a resource that an output of the stack names: the dimension of its metric, and that output. */
const WATCHED = [
  { alarm: 'oldest-message', dimension: 'QueueName', output: 'queueUrl' },
  { alarm: 'dead-letters', dimension: 'QueueName', output: 'deadLetterQueueUrl' },
  { alarm: 'table-throttles', dimension: 'TableName', output: 'claimTableName' },
] as const;

/**
 * Returns whether an alarm watches a resource that the stack replaced. Such an alarm has no data and stays OK.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-getstackoutput.html
 */
function watchesAnother(stack: ReceiverStack, { AlarmName, Dimensions = [] }: MetricAlarm | NamedOnly): boolean {
  const watched = WATCHED.find(({ alarm }) => AlarmName === `${stack.namespace}-${alarm}`);
  const value = watched && Dimensions.find(({ Name }) => Name === watched.dimension)?.Value;
  const deployed = watched && stack.optionalOutput(watched.output);
  // The last part of a queue's URL is its name.
  return value !== undefined && deployed !== undefined && value !== deployed.split('/').at(-1);
}

/** A composite alarm has no metric. */
type NamedOnly = CompositeAlarm & { readonly Dimensions?: undefined };
