import { GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { counted, countOf } from '../output.ts';
import { AWS_LIMIT_MS, failed, ok, warning, type Check, type Examination, type Finding } from './check.ts';

/** Whether deliveries were given up. */
export const deadLettersCheck: Check = {
  name: 'dead letters',
  limitMs: AWS_LIMIT_MS,
  examine: async ({ context: { clients, stack }, signal }) => {
    const letters = await countMessages(clients.sqs, stack.output('DeadLetterQueueUrl'), signal);
    if (letters === 0) return ok('none');
    return failed(`about ${countOf(letters, 'delivery', 'deliveries')} failed 12 times, or could not be read`, 'npm run receiver -- dead-letters list; they are kept for 14 days from their arrival');
  },
};

const LATE_SECONDS = 300;
const VERY_LATE_SECONDS = 3_600;
/** CloudWatch has a point a minute of a queue that is in use, some minutes late. */
const LOOK_BACK_MS = 15 * 60_000;

/** Whether the worker keeps up. */
export const queueAgeCheck: Check = {
  name: 'queue',
  limitMs: AWS_LIMIT_MS,
  examine: async (examination) => {
    const { context: { clients, stack }, signal } = examination;
    const url = stack.output('DeliveryQueueUrl');
    const waiting = await countMessages(clients.sqs, url, signal);
    const seconds = await ageSeconds(url, examination);
    if (waiting === 0) return ok('no delivery waits');
    if (seconds === undefined) return ok(`about ${countOf(waiting, 'delivery', 'deliveries')} in it; CloudWatch does not tell yet for how long`);
    return ofAge(waiting, seconds);
  },
};

function ofAge(waiting: number, seconds: number): Finding {
  const message = `about ${countOf(waiting, 'delivery', 'deliveries')} in it, the oldest for ${counted(seconds)} s`;
  if (seconds <= LATE_SECONDS) return ok(message);
  const hint = "look at the worker's log for errors, then at worker.maxConcurrency";
  return seconds > VERY_LATE_SECONDS ? failed(message, hint) : warning(message, hint);
}

async function countMessages(sqs: SQSClient, QueueUrl: string, abortSignal: AbortSignal): Promise<number> {
  const names = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible', 'ApproximateNumberOfMessagesDelayed'] as const;
  const { Attributes = {} } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...names] }), { abortSignal });
  return names.reduce((sum, name) => sum + Number(Attributes[name] ?? 0), 0);
}

/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html */
async function ageSeconds(url: string, { context: { clients, ports }, signal }: Examination): Promise<number | undefined> {
  const Dimensions = [{ Name: 'QueueName', Value: url.slice(url.lastIndexOf('/') + 1) }];
  const Metric = { Namespace: 'AWS/SQS', MetricName: 'ApproximateAgeOfOldestMessage', Dimensions };
  const command = new GetMetricDataCommand({
    StartTime: new Date(ports.now() - LOOK_BACK_MS),
    EndTime: new Date(ports.now()),
    ScanBy: 'TimestampDescending',
    MetricDataQueries: [{ Id: 'age', MetricStat: { Metric, Period: 60, Stat: 'Maximum' } }],
  });
  const { MetricDataResults: [age] = [] } = await clients.cloudWatch.send(command, { abortSignal: signal });
  return age?.Values?.[0];
}
