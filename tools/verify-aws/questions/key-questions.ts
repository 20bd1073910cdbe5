import { DeleteQueueCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { deployStacks, synthesizeStacks } from '../deploy-stacks.ts';
import type { Answer } from '../facts.ts';
import { findResource, isOfSample, postSigned, sampleDelivery, waitForEvent, type Receiver } from '../receiver.ts';
import type { Verification } from '../verification.ts';
import { waitUntil } from '../wait-until.ts';
import { postWhile } from './load.ts';
import type { Question } from './question.ts';

const EVENT_MS = 120_000;
const DEAD_LETTER_MS = 300_000;

/** What a customer-managed KMS key changes: the update to it, and a dead-letter queue that EventBridge writes to. */
export function keyQuestions(run: Verification, receiver: Receiver): readonly Question[] {
  let underLoad = '';
  return [
    {
      question: 'Does the receiver work after an update to a customer-managed key?',
      kind: 'check',
      ask: async () => {
        const deployment = { encryption: 'CUSTOMER_MANAGED' } as const;
        await synthesizeStacks(run, deployment);
        underLoad = await postWhile(receiver, async () => deployStacks(run, deployment));
        return checkDelivery(run, receiver);
      },
    },
    {
      question: 'What are the responses during this update?',
      kind: 'observation',
      missingInEmulator: 'the emulator evaluates no key policy',
      ask: async () =>
        Promise.resolve({ answer: underLoad, evidence: 'deliveries one after another during the update' }),
    },
    {
      question: 'Does an event that a target rejects arrive in its encrypted dead-letter queue?',
      kind: 'check',
      missingInEmulator: "the emulator ignores the dead-letter queue of a rule's target",
      ask: async () => checkRejectedEvent(run, receiver),
    },
  ];
}

async function checkDelivery({ signal }: Verification, receiver: Receiver): Promise<Answer> {
  const sample = sampleDelivery();
  await waitUntil(async () => ((await postSigned(receiver, sample.body)).status === 200 ? true : undefined), {
    what: 'the response 200',
    withinMs: EVENT_MS,
    signal,
  });
  await waitForEvent(receiver, isOfSample(sample), { withinMs: EVENT_MS, signal });
  return { answer: 'yes', evidence: `event of comment ${sample.id}` };
}

/** Deletes the target of the consumer, so that EventBridge has to use the dead-letter queue. */
async function checkRejectedEvent(run: Verification, receiver: Receiver): Promise<Answer> {
  const { sqs } = run.aws;
  await sqs.send(new DeleteQueueCommand({ QueueUrl: await findResource(run, 'AWS::SQS::Queue', 'VerifyQueue') }));
  const QueueUrl = await findResource(run, 'AWS::SQS::Queue', 'FeedDeadLetters');
  const startedMs = performance.now();
  await waitUntil(
    async () => {
      await postSigned(receiver, feedDelivery());
      const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 5 }));
      return Messages[0];
    },
    { what: 'the event in the dead-letter queue', withinMs: DEAD_LETTER_MS, everyMs: 10_000, signal: run.signal },
  );
  return { answer: 'yes', evidence: `after ${Math.round((performance.now() - startedMs) / 1_000)} s` };
}

function feedDelivery(): Buffer {
  const time = Math.floor(Date.now() / 1_000);
  const post = { item: 'status', verb: 'add', post_id: `1_${time}`, from: { id: '2', name: 'A' }, created_time: time };
  const entry = { id: '1', time, changes: [{ field: 'feed', value: post }] };
  return Buffer.from(JSON.stringify({ object: 'page', entry: [entry] }));
}
