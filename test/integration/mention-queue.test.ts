import { ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { SQSRecord } from 'aws-lambda';
import { createQueue } from '../../lambdas/consumers/mention-replies/queue.ts';
import { embeddedClients, startEmbeddedAws, type EmbeddedAws } from '../../local/embedded-aws.ts';

let aws: EmbeddedAws;
let clients: ReturnType<typeof embeddedClients>;
beforeAll(async () => {
  aws = await startEmbeddedAws();
  clients = embeddedClients(aws.endpoints);
});
afterAll(async () => {
  for (const client of Object.values(clients)) client.destroy();
  await aws.stop();
});

const receive = async (QueueUrl: string) =>
  (await clients.sqs.send(new ReceiveMessageCommand({ QueueUrl, MessageAttributeNames: ['All'] }))).Messages ?? [];

it(
  'a mention that is put off by 0 seconds is there at once, one that is handed over stands among those for ' +
    'people with its reason',
  async () => {
    const queue = createQueue(clients.sqs, { mentions: aws.queueUrl, manualReview: aws.deadLetterQueueUrl });
    await clients.sqs.send(new SendMessageCommand({ QueueUrl: aws.queueUrl, MessageBody: 'a mention' }));
    const [message] = await receive(aws.queueUrl);
    const record = { receiptHandle: message?.ReceiptHandle, body: message?.Body } as unknown as SQSRecord;
    expect(await receive(aws.queueUrl)).toEqual([]);
    await queue.backOff(record, 0);
    expect(await receive(aws.queueUrl)).toHaveLength(1);
    await queue.queueForReview(record, 'TOKEN_EXPIRED');
    expect(await receive(aws.deadLetterQueueUrl)).toMatchObject([
      { Body: 'a mention', MessageAttributes: { reason: { StringValue: 'TOKEN_EXPIRED' } } },
    ]);
  },
);
