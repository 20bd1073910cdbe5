import { GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { formatNumber, formatCount } from '../../terminal/format.ts';
import { AWS_LIMIT_MS, failed, ok, warning, type Check, type Examination, type Finding } from './check.ts';

/** Checks whether the dead-letter queue is empty. */
export const deadLettersCheck: Check = {
  name: 'dead letters',
  limitMs: AWS_LIMIT_MS,
  examine: async ({ context: { clients, stack }, signal }) => {
    const messages = await countMessages(clients.sqs, stack.output('deadLetterQueueUrl'), signal);
    if (messages === 0) return ok('none');
    return failed(
      `about ${formatCount(messages, 'delivery', 'deliveries')} failed 12 times or could not be parsed`,
      'Run `npx meta-webhooks dead-letters list`. SQS deletes them 14 days after they arrived.',
    );
  },
};

const LATE_SECONDS = 300;
const VERY_LATE_SECONDS = 3_600;
/** CloudWatch has one data point per minute for an active queue, with a delay of some minutes. */
const LOOK_BACK_MS = 15 * 60_000;

/** More messages in flight than the worker handles at once by default, so most of them are backing off. */
const MANY_IN_FLIGHT = 100;

/** Checks whether the worker keeps up with the queue. */
export const queueAgeCheck: Check = {
  name: 'queue',
  limitMs: AWS_LIMIT_MS,
  examine: async (examination) => {
    const {
      context: { clients, stack },
      signal,
    } = examination;
    const url = stack.output('queueUrl');
    const contents = await readContents(clients.sqs, url, signal);
    const seconds = await ageSeconds(url, examination);
    return contents.total === 0 ? ok('empty') : judge(contents, seconds);
  },
};

interface QueueContents {
  readonly total: number;
  /** Messages in progress or backing off after a failure, which SQS does not distinguish. */
  readonly inFlight: number;
}

function judge({ total, inFlight }: QueueContents, seconds: number | undefined): Finding {
  const age = seconds === undefined ? 'CloudWatch has no age yet' : `the oldest is ${formatNumber(seconds)} s old`;
  const message =
    `about ${formatCount(total, 'delivery', 'deliveries')} in the queue, ${formatNumber(inFlight)} of them in progress ` +
    `or backing off; ${age}`;
  const hint = "Check the worker's log for errors, then worker.maxConcurrency.";
  if (seconds !== undefined && seconds > VERY_LATE_SECONDS) return failed(message, hint);
  if (seconds !== undefined && seconds > LATE_SECONDS) return warning(message, hint);
  if (inFlight > MANY_IN_FLIGHT)
    return warning(message, `${hint} The age excludes deliveries that were received three times or more.`);
  return ok(message);
}

async function readContents(sqs: SQSClient, url: string, signal: AbortSignal): Promise<QueueContents> {
  const [visible, inFlight, delayed] = await messageCounts(sqs, url, signal);
  return { total: visible + inFlight + delayed, inFlight };
}

async function countMessages(sqs: SQSClient, url: string, signal: AbortSignal): Promise<number> {
  return (await readContents(sqs, url, signal)).total;
}

async function messageCounts(
  sqs: SQSClient,
  QueueUrl: string,
  abortSignal: AbortSignal,
): Promise<[visible: number, inFlight: number, delayed: number]> {
  const names = [
    'ApproximateNumberOfMessages',
    'ApproximateNumberOfMessagesNotVisible',
    'ApproximateNumberOfMessagesDelayed',
  ] as const;
  const { Attributes = {} } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...names] }), {
    abortSignal,
  });
  const [visible, inFlight, delayed] = names;
  return [Number(Attributes[visible] ?? 0), Number(Attributes[inFlight] ?? 0), Number(Attributes[delayed] ?? 0)];
}

/**
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
 */
async function ageSeconds(
  url: string,
  { context: { clients, ports }, signal }: Examination,
): Promise<number | undefined> {
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
