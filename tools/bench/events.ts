import type { SQSEvent } from 'aws-lambda';
import { gatewayEvent } from '../../local/gateway-event.ts';
import { newId } from '../../lambdas/aws/new-id.ts';
import { signatureHeader } from '../../src/testing/signature-header.ts';
import { SECRET } from './stub/answers.ts';

/** Returns a body with comments. */
export function commentsBody(changes: number, textLength = 600): Buffer {
  const comments = Array.from({ length: changes }, (_, i) => ({
    field: 'comments',
    value: { id: `1797${String(i).padStart(13, '0')}`, text: 'x'.repeat(textLength), from: { id: '1', username: 'a' } },
  }));
  const entry = [{ id: '17841400000000001', time: 1767225600, changes: comments }];
  return Buffer.from(JSON.stringify({ object: 'instagram', entry }));
}

/** Returns a signed POST as API Gateway passes it to the function. */
export function signedEvent(rawBody: Buffer) {
  const headers = signatureHeader(rawBody, SECRET.appSecret);
  const url = new URL('http://localhost/webhooks/meta');
  return gatewayEvent({ method: 'POST', url, headers, app: 'meta', rawBody }, Date.now());
}

/** Returns a batch of deliveries as SQS passes it to the function. */
export function queueEvent(deliveries: number, changes: number): SQSEvent {
  const body = commentsBody(changes, 60).toString();
  const attribute = (stringValue: string) => ({ stringValue, dataType: 'String' as const });
  const record = (deliveryId: string) => ({
    messageId: deliveryId,
    receiptHandle: deliveryId,
    body,
    md5OfBody: '',
    attributes: {
      ApproximateReceiveCount: '1',
      ApproximateFirstReceiveTimestamp: '0',
      SenderId: '',
      SentTimestamp: '0',
    },
    messageAttributes: {
      deliveryId: attribute(deliveryId),
      app: attribute('meta'),
      receivedAt: attribute('2026-01-01T00:00:00.000Z'),
      encoding: attribute('text'),
    },
    eventSource: 'aws:sqs',
    eventSourceARN: '',
    awsRegion: 'us-east-1',
  });
  return { Records: Array.from({ length: deliveries }, () => record(newId())) };
}
