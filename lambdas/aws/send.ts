import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { MessageAttributes } from '../../src/pipeline/delivery/queue-message.ts';

/** Creates a function that sends one message to a queue. The client's options define the number of attempts. */
export function createSend(client: SQSClient, queueUrl: string) {
  return async (body: string, attributes: MessageAttributes, abortSignal?: AbortSignal): Promise<void> => {
    const MessageAttributes = Object.fromEntries(
      Object.entries(attributes).map(([name, value]) => [name, { DataType: 'String', StringValue: value }]),
    );
    const command = new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: body, MessageAttributes });
    // Without options, the client can keep the middleware that it resolved for the call before.
    await client.send(command, abortSignal && { abortSignal });
  };
}
