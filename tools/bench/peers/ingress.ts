/**
 * The ingress that one writes by hand with the same SDK: reads the secret at the first request, compares the signature,
 * sends the body to the queue. It is bundled into one minified file, as many functions are deployed.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { APIGatewayProxyEventV2, APIGatewayProxyResultV2 } from 'aws-lambda';

const secretsManager = new SecretsManagerClient({});
const sqs = new SQSClient({});
let secret: Promise<string> | undefined;

async function readSecret(): Promise<string> {
  const { SecretString = '{}' } = await secretsManager.send(
    new GetSecretValueCommand({ SecretId: process.env['BENCH_SECRET'] }),
  );
  return (JSON.parse(SecretString) as { appSecret: string }).appSecret;
}

export async function handler(event: APIGatewayProxyEventV2): Promise<APIGatewayProxyResultV2> {
  const body = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
  const expected = createHmac('sha256', await (secret ??= readSecret()))
    .update(body)
    .digest();
  const given = Buffer.from((event.headers['x-hub-signature-256'] ?? '').replace('sha256=', ''), 'hex');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return { statusCode: 401 };
  await sqs.send(new SendMessageCommand({ QueueUrl: process.env['QUEUE_URL'] ?? '', MessageBody: body.toString() }));
  return { statusCode: 200, body: '{}' };
}
