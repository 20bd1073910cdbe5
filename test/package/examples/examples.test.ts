import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CreateTableCommand, DynamoDBClient, ScanCommand, waitUntilTableExists } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import dynalite from 'dynalite';
import { lambdaContext, sampleEvent } from 'meta-webhooks-aws/testing';

// Each example's function, as Lambda starts it: the environment names the secrets, and that AWS and Meta are here.
const PAGE = '104000000000011';
const INSTAGRAM = '17841400000000001';
const SECRET = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:page-AbCdEf';

interface Call {
  readonly method: string;
  readonly path: string;
  readonly body: string;
}

/** Requests to the Graph API and the CRM. */
const calls: Call[] = [];
const server = createServer((request, response) => {
  void readBody(request).then((body) => {
    const path = (request.url ?? '').split('?')[0]!.replace(/^\/v\d+\.\d+/, '');
    const isSecret = String(request.headers['x-amz-target']).endsWith('.GetSecretValue');
    if (!isSecret) calls.push({ method: request.method ?? '', path, body });
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(isSecret ? stored : (ANSWERS[path] ?? { success: true })));
  });
});
const stored = { ARN: SECRET, Name: 'page', SecretString: '{"accessToken":"synthetic","appSecret":"synthetic"}' };
/** As Meta documents the responses. */
const ANSWERS: Readonly<Record<string, object>> = {
  '/412070000000018': { id: '412070000000018', field_data: [{ name: 'full_name', values: ['Synthetic Person'] }] },
  [`/${PAGE}/messages`]: { recipient_id: '24700000000000041', message_id: 'm_1' },
};
const tables: Server = dynalite({ createTableMs: 0 });
let dynamoDb: DynamoDBClient;

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

async function listen(one: Server): Promise<string> {
  one.listen(0, '127.0.0.1');
  await once(one, 'listening');
  return `http://127.0.0.1:${(one.address() as AddressInfo).port}`;
}

beforeAll(async () => {
  const [url, tablesUrl] = await Promise.all([listen(server), listen(tables)]);
  Object.assign(process.env, {
    AWS_ACCESS_KEY_ID: 'synthetic',
    AWS_SECRET_ACCESS_KEY: 'synthetic',
    AWS_REGION: 'us-east-1',
    AWS_ENDPOINT_URL_SECRETS_MANAGER: url,
    AWS_ENDPOINT_URL_DYNAMODB: tablesUrl,
    GRAPH_API_URL: url,
    CRM_URL: `${url}/crm`,
    KEEP_SECONDS: '60',
    POWERTOOLS_LOG_LEVEL: 'SILENT',
    REPLY_TEXT: 'We read this today.',
    TABLE_NAME: 'statuses',
    TOKEN_SECRET_ARNS: JSON.stringify({ [PAGE]: SECRET, [INSTAGRAM]: SECRET }),
    WORDS: '["spam"]',
  });
  dynamoDb = new DynamoDBClient();
  const keys = ['message', 'participant'] as const;
  await dynamoDb.send(
    new CreateTableCommand({
      TableName: 'statuses',
      AttributeDefinitions: keys.map((AttributeName) => ({ AttributeName, AttributeType: 'S' as const })),
      KeySchema: keys.map((AttributeName, at) => ({ AttributeName, KeyType: at === 0 ? 'HASH' : 'RANGE' })),
      BillingMode: 'PAY_PER_REQUEST',
    }),
  );
  await waitUntilTableExists(
    { client: dynamoDb, maxWaitTime: 30, minDelay: 0.01, maxDelay: 0.1 },
    { TableName: 'statuses' },
  );
});
beforeEach(() => {
  calls.length = 0;
});
afterAll(() => {
  dynamoDb.destroy();
  for (const one of [server, tables]) {
    one.closeAllConnections();
    one.close();
  }
});

test('lead-to-crm sends the answers of a lead to the CRM, once', async () => {
  const { handler } = await import('../examples/lead-to-crm/index.ts');
  const event = sampleEvent('page.leadgen');
  const outcomes = [await handler(event, lambdaContext()), await handler(event, lambdaContext())];
  expect(outcomes).toEqual(['done', 'duplicate']);
  expect(calls.map(({ method, path }) => [method, path])).toEqual([
    ['GET', '/412070000000018'],
    ['POST', '/crm'],
  ]);
  const answers = [{ name: 'full_name', values: ['Synthetic Person'] }];
  expect(JSON.parse(calls[1]!.body)).toMatchObject({ id: '412070000000018', answers });
});

test('messenger-auto-reply replies to a message', async () => {
  const { handler } = await import('../examples/messenger-auto-reply/index.ts');
  const event = sampleEvent('page.messages', { value: { timestamp: Date.now() } });
  expect(await handler(event, lambdaContext())).toBe('done');
  expect(calls.map(({ method, path }) => [method, path])).toEqual([['POST', `/${PAGE}/messages`]]);
  expect(decodeURIComponent(calls[0]!.body.replaceAll('+', ' '))).toContain('We read this today.');
});

test('comment-moderation hides a comment with a listed word', async () => {
  const { handler } = await import('../examples/comment-moderation/index.ts');
  const event = sampleEvent('instagram.comments', { value: { text: 'spam!' } });
  expect(await handler(event, lambdaContext())).toBe('done');
  expect(calls.map(({ method, path }) => [method, path])).toEqual([['POST', '/17900000000000001']]);
});

test('whatsapp-status stores a status', async () => {
  const { handler } = await import('../examples/whatsapp-status/index.ts');
  await handler(sampleEvent('whatsapp_business_account.messages', { kind: 'status' }), lambdaContext());
  const { Items = [] } = await dynamoDb.send(new ScanCommand({ TableName: 'statuses' }));
  expect(Items.map(({ status }) => status)).toEqual([{ S: expect.any(String) as unknown }]);
});
