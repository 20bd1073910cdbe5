import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { SQSClient } from '@aws-sdk/client-sqs';
import { createSend } from '../../../lambdas/aws/send.ts';
import {
  createClient,
  startRecordingServer,
  type RecordedAnswer,
  type RecordingServer,
} from '../../support/fakes/recording-server.ts';

const QUEUE_PATH = '/123456789012/deliveries';
const taken = (body: string): RecordedAnswer => ({
  status: 200,
  body: JSON.stringify({ MessageId: 'm', MD5OfMessageBody: createHash('md5').update(body).digest('hex') }),
});

let answer: (body: string) => RecordedAnswer = taken;
let queue: RecordingServer;
let client: SQSClient;

beforeAll(async () => {
  queue = await startRecordingServer(({ body }) =>
    answer((JSON.parse(body.toString()) as { MessageBody: string }).MessageBody),
  );
  client = new SQSClient({ ...createClient(queue.url), maxAttempts: 1 });
});
beforeEach(() => {
  queue.calls.length = 0;
});
afterAll(async () => {
  client.destroy();
  await queue.stop();
});

describe('the sender', () => {
  it('makes one SendMessage with the body as it is and every attribute as a string', async () => {
    answer = taken;
    const body = '{"object":"page"}\r\n\t';
    await createSend(client, `${queue.url}${QUEUE_PATH}`)(body, { app: 'meta', encoding: 'text' });
    expect(queue.calls.map(({ headers }) => headers['x-amz-target'])).toEqual(['AmazonSQS.SendMessage']);
    expect(JSON.parse(queue.calls[0]!.body.toString())).toEqual({
      QueueUrl: `${queue.url}${QUEUE_PATH}`,
      MessageBody: body,
      MessageAttributes: {
        app: { DataType: 'String', StringValue: 'meta' },
        encoding: { DataType: 'String', StringValue: 'text' },
      },
    });
  });

  it('fails when the queue refuses', async () => {
    answer = () => ({ status: 400, body: '{"__type":"com.amazonaws.sqs#QueueDoesNotExist"}' });
    await expect(createSend(client, `${queue.url}${QUEUE_PATH}`)('{}', { app: 'meta' })).rejects.toMatchObject({
      name: 'QueueDoesNotExist',
    });
  });

  it('fails when the queue has taken another body than ours', async () => {
    answer = () => taken('another');
    await expect(createSend(client, `${queue.url}${QUEUE_PATH}`)('{}', { app: 'meta' })).rejects.toThrow(
      'InvalidChecksumError',
    );
  });

  it('stops when the time is over', async () => {
    const controller = new AbortController();
    answer = () => {
      controller.abort();
      return 'hang';
    };
    await expect(
      createSend(client, `${queue.url}${QUEUE_PATH}`)('{}', { app: 'meta' }, controller.signal),
    ).rejects.toMatchObject({ name: 'AbortError' });
  });
});
