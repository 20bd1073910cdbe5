import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { MessageAttributes } from '../../src/pipeline/delivery/queue-message.ts';

/** Creates a function that sends one message to a queue. The client's options define the number of attempts. */
export function createSend(client: SQSClient, queueUrl: string) {
  return async (body: string, attributes: MessageAttributes, abortSignal?: AbortSignal): Promise<void> => {
    const MessageAttributes = Object.fromEntries(
      Object.entries(attributes).map(([name, value]) => [name, { DataType: 'String', StringValue: value }]),
    );
    await client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: body, MessageAttributes }), {
      abortSignal,
    });
  };
}
