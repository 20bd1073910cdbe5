import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  type Message,
} from '@aws-sdk/client-sqs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { BackedOffMessages } from '../../local/backed-off-messages.ts';
import { embeddedClients, startEmbeddedAws, type EmbeddedAws } from '../../local/embedded-aws.ts';

let aws: EmbeddedAws;
let clients: ReturnType<typeof embeddedClients>;
beforeAll(async () => {
  aws = await startEmbeddedAws();
  clients = embeddedClients(aws.endpoints);
});
afterEach(async () => {
  await aws.queues.purgeQueues();
});
afterAll(async () => {
  for (const client of Object.values(clients)) client.destroy();
  await aws.stop();
});

const receive = async (): Promise<Message[]> => {
  const command = new ReceiveMessageCommand({ QueueUrl: aws.queueUrl, MaxNumberOfMessages: 10 });
  return (await clients.sqs.send(command)).Messages ?? [];
};
const sendAndReceive = async (...bodies: readonly string[]): Promise<Message[]> => {
  for (const MessageBody of bodies)
    await clients.sqs.send(new SendMessageCommand({ QueueUrl: aws.queueUrl, MessageBody }));
  return receive();
};
const idsOf = (messages: readonly Message[]) => new Set(messages.map(({ MessageId = '' }) => MessageId));
const bodiesOf = (messages: readonly Message[]) => messages.map(({ Body }) => Body).sort();
const create = () => new BackedOffMessages({ client: clients.sqs, url: aws.queueUrl });

describe('the end of the back-off', () => {
  it('makes the messages that failed visible at once, and no other', async () => {
    const backedOff = create();
    const batch = await sendAndReceive('failed', 'processed');
    const failed = batch.filter(({ Body }) => Body === 'failed');
    await backedOff.endBatch(batch, idsOf(failed));
    expect(await receive()).toEqual([]);
    await backedOff.release();
    expect(bodiesOf(await receive())).toEqual(['failed']);
  });

  it('does not give a message to the worker a second time that it has received again', async () => {
    const backedOff = create();
    const batch = await sendAndReceive('failed');
    await backedOff.endBatch(batch, idsOf(batch));
    const [{ ReceiptHandle } = {}] = batch;
    await clients.sqs.send(
      new ChangeMessageVisibilityCommand({ QueueUrl: aws.queueUrl, ReceiptHandle, VisibilityTimeout: 0 }),
    );
    expect(await receive()).toHaveLength(1);
    await backedOff.release();
    expect(await receive()).toEqual([]);
  });

  it('also counts for the batch that runs meanwhile', async () => {
    const backedOff = create();
    const batch = await sendAndReceive('failed');
    backedOff.startBatch();
    await backedOff.release();
    await backedOff.endBatch(batch, idsOf(batch));
    expect(bodiesOf(await receive())).toEqual(['failed']);
  });

  it('does not count for later batches', async () => {
    const backedOff = create();
    await backedOff.release();
    const batch = await sendAndReceive('failed');
    backedOff.startBatch();
    await backedOff.endBatch(batch, idsOf(batch));
    expect(await receive()).toEqual([]);
  });

  it('leaves a deleted message deleted', async () => {
    const backedOff = create();
    const batch = await sendAndReceive('failed');
    await backedOff.endBatch(batch, idsOf(batch));
    const [{ ReceiptHandle } = {}] = batch;
    await clients.sqs.send(new DeleteMessageCommand({ QueueUrl: aws.queueUrl, ReceiptHandle }));
    await backedOff.release();
    expect(await receive()).toEqual([]);
  });
});

describe('the counts of a queue', () => {
  it('tell what waits from what is in flight', async () => {
    await sendAndReceive('first');
    await clients.sqs.send(new SendMessageCommand({ QueueUrl: aws.queueUrl, MessageBody: 'second' }));
    await clients.sqs.send(new SendMessageCommand({ QueueUrl: aws.queueUrl, MessageBody: 'later', DelaySeconds: 900 }));
    await expect(aws.queues.countMessages(aws.queueUrl)).resolves.toEqual({ waiting: 2, inFlight: 1 });
    await expect(aws.queues.countMessages(aws.deadLetterQueueUrl)).resolves.toEqual({ waiting: 0, inFlight: 0 });
  });
});
