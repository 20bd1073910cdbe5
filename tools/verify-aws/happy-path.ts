import { gunzipSync } from 'node:zlib';
import { GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';
import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { readArchiveLine } from '../../src/pipeline/delivery/archive.ts';
import type { Answer } from './facts.ts';
import type { Question } from './questions/question.ts';
import {
  isOfSample,
  postSigned,
  sampleDelivery,
  storeAppSecret,
  waitForEvent,
  type Receiver,
  type Sample,
} from './receiver.ts';
import type { Verification } from './verification.ts';
import { waitUntil } from './wait-until.ts';

/** Ingress reads a changed secret at most every 30 s. */
const SECRET_MS = 90_000;
/** A rule takes effect within this time; a post is repeated after {@link RULE_RETRY_MS}. */
const RULE_MS = 180_000;
const RULE_RETRY_MS = 15_000;
const EVENT_MS = 60_000;
const METRIC_MS = 600_000;
/** Above 900 KiB a body goes through the bucket. */
const OVERSIZE_CHARACTERS = 1_000_000;

/** Everything between a fresh stack and an event in a queue, in the order in which a user meets it. */
export function happyPath(run: Verification, receiver: Receiver): readonly Question[] {
  const state: { verifyToken: string; sample: Sample } = { verifyToken: '', sample: sampleDelivery() };
  const checks: readonly (readonly [question: string, ask: () => Promise<Answer>])[] = [
    [
      'Can the app secret be stored beside the verify token?',
      async () => {
        state.verifyToken = await storeAppSecret(run, receiver);
        return { answer: 'yes', evidence: `verify token of ${state.verifyToken.length} characters kept` };
      },
    ],
    [
      "Is Meta's challenge answered, and a wrong token rejected?",
      async () => checkChallenge(receiver, state.verifyToken),
    ],
    ['Is a delivery with the right signature accepted?', async () => checkAccepted(run, receiver)],
    ['Is a delivery with a wrong signature rejected?', async () => checkWrongSignature(receiver)],
    [
      'Does its event arrive in a queue through a rule?',
      async () => {
        state.sample = await checkArrival(run, receiver);
        return { answer: 'yes', evidence: `event of comment ${state.sample.id}` };
      },
    ],
    ['Is the same delivery kept out the second time?', async () => checkDuplicate(run, receiver, state.sample)],
    ['Does a body over 900 KiB pass through the bucket?', async () => checkOversize(run, receiver)],
    ['Is a body that is not JSON dead-lettered with its reason?', async () => checkDeadLetter(run, receiver)],
    ['Is the delivery in the archive?', async () => checkArchive(run, receiver, state.sample)],
  ];
  const metrics: Question = {
    question: 'Are the metrics in CloudWatch?',
    kind: 'check',
    missingInEmulator: 'the emulator makes no metrics of log lines',
    ask: async () => checkMetrics(run),
  };
  return [...checks.map(([question, ask]): Question => ({ question, kind: 'check', ask })), metrics];
}

function expectEqual(found: unknown, expected: unknown, what: string): void {
  if (found !== expected) throw new Error(`${what} was ${String(found)} instead of ${String(expected)}`);
}

async function checkChallenge({ callback }: Receiver, verifyToken: string): Promise<Answer> {
  const query = { 'hub.mode': 'subscribe', 'hub.challenge': '1158201444' };
  const right = await callback.get({ ...query, 'hub.verify_token': verifyToken });
  expectEqual(right.status, 200, 'the status');
  expectEqual(right.body, '1158201444', 'the body');
  const wrong = await callback.get({ ...query, 'hub.verify_token': 'guessed' });
  expectEqual(wrong.status, 403, 'the status for a wrong token');
  return { answer: 'yes', evidence: '200 with the challenge; 403 for a wrong token' };
}

async function checkAccepted({ signal }: Verification, receiver: Receiver): Promise<Answer> {
  const { body } = sampleDelivery();
  const startedMs = performance.now();
  await waitUntil(async () => ((await postSigned(receiver, body)).status === 200 ? true : undefined), {
    what: 'the response 200',
    withinMs: SECRET_MS,
    signal,
  });
  return { answer: 'yes', evidence: `200 after ${Math.round(performance.now() - startedMs)} ms` };
}

async function checkWrongSignature({ callback }: Receiver): Promise<Answer> {
  const { status, body } = await callback.post(sampleDelivery().body, 'not the app secret');
  expectEqual(status, 401, 'the status');
  return { answer: 'yes', evidence: `401 ${String((JSON.parse(body) as { code?: unknown }).code)}` };
}

async function checkArrival({ signal }: Verification, receiver: Receiver): Promise<Sample> {
  const endsMs = performance.now() + RULE_MS;
  for (;;) {
    const sample = sampleDelivery();
    await postSigned(receiver, sample.body);
    try {
      await waitForEvent(receiver, isOfSample(sample), { withinMs: RULE_RETRY_MS, signal });
      return sample;
    } catch (error) {
      if (signal.aborted || performance.now() > endsMs) throw error;
    }
  }
}

async function checkDuplicate({ signal }: Verification, receiver: Receiver, sample: Sample): Promise<Answer> {
  const marker = sampleDelivery();
  const statuses = [await postSigned(receiver, sample.body), await postSigned(receiver, marker.body)];
  expectEqual(statuses.map(({ status }) => status).join(), '200,200', 'the statuses');
  await waitForEvent(receiver, isOfSample(marker), { withinMs: EVENT_MS, signal });
  // The order is not kept: what was posted before the marker may arrive after it.
  for (let i = 0; i < 5; i += 1) receiver.arrived.push(...(await receiver.events.receive()));
  expectEqual(receiver.arrived.filter(isOfSample(sample)).length, 1, 'the number of its events');
  return { answer: 'yes', evidence: 'posted twice, one event' };
}

async function checkOversize({ aws, signal }: Verification, receiver: Receiver): Promise<Answer> {
  const sample = sampleDelivery(OVERSIZE_CHARACTERS);
  expectEqual((await postSigned(receiver, sample.body)).status, 200, 'the status');
  const { valueRef } = await waitForEvent(receiver, ({ valueRef: ref }) => ref !== undefined, {
    withinMs: EVENT_MS,
    signal,
  });
  const value = await readObject(aws.s3, valueRef?.bucket ?? '', valueRef?.key ?? '');
  expectEqual((JSON.parse(value.toString('utf8')) as { id?: unknown }).id, sample.id, 'the id of the stored value');
  const Bucket = receiver.output('ArchiveBucketName');
  const { KeyCount } = await aws.s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'oversize/meta/' }));
  expectEqual(KeyCount, 1, 'the number of stored bodies');
  return { answer: 'yes', evidence: `body of ${sample.body.byteLength} bytes below oversize/, value by valueRef` };
}

async function checkDeadLetter({ aws, signal }: Verification, receiver: Receiver): Promise<Answer> {
  expectEqual((await postSigned(receiver, Buffer.from('{"object":'))).status, 200, 'the status');
  const request = {
    QueueUrl: receiver.output('DeadLetterQueueUrl'),
    MessageAttributeNames: ['All'],
    WaitTimeSeconds: 1,
  };
  const message = await waitUntil(async () => (await aws.sqs.send(new ReceiveMessageCommand(request))).Messages?.[0], {
    what: 'the message in the dead-letter queue',
    withinMs: EVENT_MS,
    signal,
  });
  const reason = message.MessageAttributes?.['reason']?.StringValue;
  expectEqual(reason, 'INVALID_JSON', 'the reason');
  return { answer: 'yes', evidence: `reason ${String(reason)}` };
}

async function checkArchive({ aws, signal }: Verification, receiver: Receiver, { id }: Sample): Promise<Answer> {
  const Bucket = receiver.output('ArchiveBucketName');
  const key = await waitUntil(
    async () => {
      const { Contents = [] } = await aws.s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'deliveries/meta/' }));
      for (const { Key = '' } of Contents) {
        const lines = gunzipSync(await readObject(aws.s3, Bucket, Key))
          .toString('utf8')
          .split('\n');
        if (lines.some((line) => readArchiveLine(line)?.body.includes(id))) return Key;
      }
      return undefined;
    },
    { what: 'the archived delivery', withinMs: EVENT_MS, signal },
  );
  return { answer: 'yes', evidence: key };
}

async function readObject(s3: Verification['aws']['s3'], Bucket: string, Key: string): Promise<Buffer> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
  return Buffer.from((await Body?.transformToByteArray()) ?? []);
}

async function checkMetrics({ aws, name, signal }: Verification): Promise<Answer> {
  const dimensions = { ingress: 'Accepted', worker: 'Emitted' };
  const sums = await Promise.all(
    Object.entries(dimensions).map(async ([service, MetricName]) => {
      const sum = await waitUntil(async () => readSum(aws, { Namespace: name, MetricName, service }), {
        what: `the metric ${MetricName}`,
        withinMs: METRIC_MS,
        everyMs: 15_000,
        signal,
      });
      return `${MetricName} ${sum}`;
    }),
  );
  return { answer: 'yes', evidence: sums.join(', ') };
}

interface Metric {
  readonly Namespace: string;
  readonly MetricName: string;
  readonly service: string;
}

async function readSum({ cloudWatch }: Verification['aws'], metric: Metric): Promise<number | undefined> {
  const { service, ...named } = metric;
  const { Datapoints = [] } = await cloudWatch.send(
    new GetMetricStatisticsCommand({
      ...named,
      Dimensions: [
        { Name: 'service', Value: service },
        { Name: 'app', Value: 'meta' },
      ],
      StartTime: new Date(Date.now() - 3_600_000),
      EndTime: new Date(Date.now() + 60_000),
      Period: 3_600,
      Statistics: ['Sum'],
    }),
  );
  const sum = Datapoints.reduce((total, { Sum = 0 }) => total + Sum, 0);
  return sum > 0 ? sum : undefined;
}
