/** The call that ingress makes for a request, alone. */
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';

const sqs = new SQSClient({});
// As many attributes as ingress sends.
const attributes = { deliveryId: 'bench', app: 'meta', receivedAt: '2026-01-01T00:00:00.000Z', encoding: 'text' };
const MessageAttributes = Object.fromEntries(
  Object.entries(attributes).map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]),
);

export async function handler({ body = '' }: { readonly body?: string }): Promise<void> {
  await sqs.send(new SendMessageCommand({ QueueUrl: process.env['QUEUE_URL'], MessageBody: body, MessageAttributes }));
}
