import { DescribeAlarmsCommand, GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';
import { DeleteResourcePolicyCommand, DescribeTableCommand, PutResourcePolicyCommand } from '@aws-sdk/client-dynamodb';
import type { Answer } from '../facts.ts';
import type { Receiver } from '../receiver.ts';
import type { Verification } from '../verification.ts';
import { waitUntil } from '../wait-until.ts';
import { postWhile } from './load.ts';
import type { Question } from './question.ts';

/** The runbook promises an alarm within 20 minutes. */
const ALARM_MS = 25 * 60_000;
const POLL_MS = 20_000;

const missingInEmulator = 'the emulator makes no metrics of log lines and lacks resource types of the monitoring stack';

/** The alarms before any question makes something fail. */
export function alarmStateQuestions(run: Verification): readonly Question[] {
  return [
    {
      question: 'Which alarms are in ALARM shortly after the deployment?',
      kind: 'observation',
      missingInEmulator,
      ask: async () => {
        const alarms = await readAlarms(run);
        const ringing = alarms.filter(({ state }) => state === 'ALARM').map(({ name }) => name);
        return { answer: ringing.join(', ') || 'none', evidence: `${alarms.length} alarms` };
      },
    },
  ];
}

/** Whether an alarm sees what it exists for. */
export function denialQuestions(run: Verification, receiver: Receiver): readonly Question[] {
  return [
    {
      question: 'Does deliveries-failing go off while DynamoDB denies every write?',
      kind: 'check',
      missingInEmulator,
      ask: async () => checkDenial(run, receiver),
    },
  ];
}

async function readAlarms({ aws, name }: Verification): Promise<{ readonly name: string; readonly state: string }[]> {
  const { MetricAlarms = [] } = await aws.cloudWatch.send(
    new DescribeAlarmsCommand({ AlarmNamePrefix: `${name}-`, MaxRecords: 100 }),
  );
  return MetricAlarms.map(({ AlarmName = '', StateValue = '' }) => ({ name: AlarmName, state: StateValue }));
}

async function checkDenial(run: Verification, receiver: Receiver): Promise<Answer> {
  const { aws, name, signal } = run;
  const TableName = receiver.output('ClaimTableName');
  const { Table } = await aws.dynamoDb.send(new DescribeTableCommand({ TableName }));
  const ResourceArn = Table?.TableArn ?? '';
  await aws.dynamoDb.send(new PutResourcePolicyCommand({ ResourceArn, Policy: denyWrites(ResourceArn) }));
  const startedMs = Date.now();
  const isRinging = async (): Promise<true | undefined> => {
    const alarms = await readAlarms(run);
    return alarms.some((alarm) => alarm.name === `${name}-deliveries-failing` && alarm.state === 'ALARM') || undefined;
  };
  try {
    const waiting = { what: 'the alarm deliveries-failing', withinMs: ALARM_MS, everyMs: POLL_MS, signal };
    await postWhile(receiver, async () => {
      await waitUntil(isRinging, waiting);
    });
  } finally {
    await aws.dynamoDb.send(new DeleteResourcePolicyCommand({ ResourceArn }));
  }
  const minutes = ((Date.now() - startedMs) / 60_000).toFixed(1);
  return { answer: `after ${minutes} minutes`, evidence: await readOldestAge(run, receiver, startedMs) };
}

function denyWrites(Resource: string): string {
  const Action = ['dynamodb:PutItem', 'dynamodb:UpdateItem'];
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Deny', Principal: { AWS: '*' }, Action, Resource }],
  });
}

async function readOldestAge({ aws }: Verification, receiver: Receiver, startedMs: number): Promise<string> {
  const QueueName = receiver.output('DeliveryQueueUrl').split('/').at(-1) ?? '';
  const { Datapoints = [] } = await aws.cloudWatch.send(
    new GetMetricStatisticsCommand({
      Namespace: 'AWS/SQS',
      MetricName: 'ApproximateAgeOfOldestMessage',
      Dimensions: [{ Name: 'QueueName', Value: QueueName }],
      StartTime: new Date(startedMs),
      EndTime: new Date(),
      Period: 60,
      Statistics: ['Maximum'],
    }),
  );
  const seconds = Math.max(0, ...Datapoints.map(({ Maximum = 0 }) => Maximum));
  return `ApproximateAgeOfOldestMessage was at most ${seconds} s in ${Datapoints.length} minutes`;
}
