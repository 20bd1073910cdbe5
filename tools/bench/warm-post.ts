import { setTimeout as pause } from 'node:timers/promises';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { createEnqueue } from '../../lambdas/ingress/enqueue.ts';
import { createHandler } from '../../lambdas/ingress/handler.ts';
import { isTransient } from '../../lambdas/aws/is-transient.ts';
import { createSecretCache } from '../../lambdas/ingress/secret-cache.ts';
import { startDeadline } from '../../lambdas/aws/abort-after.ts';
import { newId } from '../../lambdas/aws/new-id.ts';
import { createObjectStore } from '../../lambdas/aws/object-store.ts';
import { createOutput } from '../../lambdas/aws/output.ts';
import { createSend } from '../../lambdas/aws/send.ts';
import { embeddedClients, startEmbeddedAws } from '../../local/embedded-aws.ts';
import { gatewayEvent } from '../../local/gateway-event.ts';
import { inTurn, report } from './measure.ts';
import { signatureHeader } from '../../src/testing/signature-header.ts';

const ROUNDS = 1_000;
const SECRET = 'bench';
const BODY = Buffer.from(
  JSON.stringify({
    object: 'instagram',
    entry: [
      {
        id: '17841400000000001',
        time: 1767225600,
        changes: [{ field: 'comments', value: { id: '1', text: 'x'.repeat(600) } }],
      },
    ],
  }),
);

// Lines are formatted but not written: the time of the write on Lambda is not part of the measurement.
const output = createOutput({ service: 'ingress', namespace: 'bench', print: () => undefined });
const aws = await startEmbeddedAws();
const { sqs, s3, dynamoDb } = embeddedClients(aws.endpoints);
const current = { appSecret: SECRET, verifyToken: 'x', instagramAppSecret: '', threadsAppSecret: '' };
const handler = createHandler({
  apps: new Set(['meta']),
  secrets: createSecretCache({
    read: () => Promise.resolve({ current, currentSinceMs: 0 }),
    now: Date.now,
    startDeadline,
    log: output,
  }),
  enqueue: createEnqueue({
    send: createSend(sqs, aws.queueUrl),
    objects: createObjectStore(aws.bucket, () => Promise.resolve(s3)),
    newId,
    now: Date.now,
    pause: (ms, signal) => pause(ms, undefined, { signal }),
    random: Math.random,
    isTransient,
    log: output,
  }),
  previousSecretMs: 0,
  now: Date.now,
  startDeadline,
  log: output,
  metrics: output,
});
const headers = signatureHeader(BODY, SECRET);
const request = { method: 'POST', url: new URL('http://localhost/webhooks/meta'), headers, app: 'meta', rawBody: BODY };

async function timed(call: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await call();
  return performance.now() - startedAt;
}

// The comparison call sends the same body and as many attributes as ingress.
const attributes = { deliveryId: newId(), app: 'meta', receivedAt: new Date().toISOString(), encoding: 'text' };
const MessageAttributes = Object.fromEntries(
  Object.entries(attributes).map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]),
);
const bare = { QueueUrl: aws.queueUrl, MessageBody: BODY.toString(), MessageAttributes };

const { ours, theirs, ratio } = await inTurn(
  ROUNDS,
  () => {
    const event = gatewayEvent(request, Date.now()); // API Gateway does this work, so it is not measured.
    return timed(async () => handler(event));
  },
  () => timed(async () => sqs.send(new SendMessageCommand(bare))),
);
report(`a warm POST (${ours.toFixed(2)} ms) to the bare SendMessage it makes (${theirs.toFixed(2)} ms)`, ratio, 1.15);

for (const client of [sqs, s3, dynamoDb]) client.destroy();
await aws.stop();
