import process from 'node:process';
import { afterAll, beforeAll, beforeEach, expect, it, jest } from '@jest/globals';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { get, post, signedPost } from '../../support/builders/gateway-event.ts';
import { startFakeSecretsManager, type FakeSecretsManager } from '../../support/fakes/fake-secrets-manager.ts';
import { answeredCode } from '../../support/harness/ingress-under-test.ts';
import { startRecordingServer, type RecordingServer } from '../../support/fakes/recording-server.ts';

const ARN = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:SecretMeta-synthetic';
const SECRET = 'app_secret_of_the_store';
const BODY = Buffer.from('{"object":"page","entry":[]}');

/** What `SendMessage` carries over the wire. */
interface SentMessage {
  readonly QueueUrl: string;
  readonly MessageBody: string;
  readonly MessageAttributes: Readonly<Record<string, { readonly DataType: string; readonly StringValue: string }>>;
}

let secretsManager: FakeSecretsManager;
let sqs: RecordingServer;
let s3: RecordingServer;
let failures = 0;
const printed: string[] = [];
/** Calls of SQS before the first request. */
let atStart: string[] = [];
let ask: (event: APIGatewayProxyEventV2) => Promise<APIGatewayProxyStructuredResultV2>;

const now = (): { timeEpoch: number } => ({ timeEpoch: Date.now() });
const sent = (): SentMessage[] => sqs.calls.map(({ body }) => JSON.parse(body.toString()) as SentMessage);

// What it prints is data here, and no part of the test's output.
const stdout = jest.spyOn(process.stdout, 'write').mockImplementation((line) => {
  printed.push(String(line));
  return true;
});

// The function as Lambda starts it, told by its environment that AWS is on this machine.
beforeAll(async () => {
  secretsManager = await startFakeSecretsManager();
  sqs = await startRecordingServer(({ path, body }) => {
    if (path === '/ping') return { status: 200, body: 'healthy' };
    const { MessageBody } = JSON.parse(body.toString()) as SentMessage;
    if (MessageBody.includes('hang')) return 'hang';
    if (sqs.calls.length <= failures) return { status: 500, body: '{"__type":"InternalError"}' };
    return { status: 200, body: JSON.stringify({ MessageId: 'synthetic', MD5OfMessageBody: 'not looked at' }) };
  });
  s3 = await startRecordingServer(() => ({ status: 200, body: '' }));
  secretsManager.secrets.set(ARN, {
    AWSCURRENT: {
      text: JSON.stringify({ appSecret: SECRET, verifyToken: 'token' }),
      createdMs: Date.now() - 3_000_000,
    },
    AWSPREVIOUS: { text: JSON.stringify({ appSecret: 'before', verifyToken: 'before' }), createdMs: 0 },
  });
  Object.assign(process.env, {
    APP_SECRET_ARNS: JSON.stringify({ meta: ARN }),
    MUTUAL_TLS_APPS: '[]',
    QUEUE_URL: `${sqs.url}/123456789012/deliveries`,
    BUCKET_NAME: 'bucket-synthetic',
    PREVIOUS_SECRET_SECONDS: '3600',
    METRICS_NAMESPACE: 'synthetic',
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'synthetic',
    AWS_SECRET_ACCESS_KEY: 'synthetic',
    AWS_ENDPOINT_URL_SQS: sqs.url,
    AWS_ENDPOINT_URL_S3: s3.url,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: secretsManager.url,
  });
  // The function loads it at its first large body; here it is not bundled and loads for seconds on a busy machine.
  await import('@aws-sdk/client-s3');
  ask = (await import('../../../lambdas/ingress/index.ts')).handler;
  atStart = sqs.calls.map(({ method, path }) => `${method} ${path}`);
});
beforeEach(() => {
  failures = 0;
  printed.length = 0;
  sqs.calls.length = 0;
});
afterAll(async () => {
  stdout.mockRestore();
  await secretsManager.stop();
  await sqs.stop();
  await s3.stop();
});

// The first test: the requests of the others are not the first.
it('the first request of an environment reads no secret and opens no connection: its start did', async () => {
  expect(atStart).toEqual(['GET /ping']);
  const opened = [secretsManager.connections(), sqs.connections()];
  const asked = secretsManager.asked.map(({ VersionStage }) => VersionStage);
  expect(asked).toEqual(['AWSCURRENT', 'AWSPREVIOUS']);
  expect((await ask(signedPost(BODY, { secret: SECRET, ...now() }))).statusCode).toBe(200);
  expect(secretsManager.asked).toHaveLength(asked.length);
  expect([secretsManager.connections(), sqs.connections()]).toEqual(opened);
  expect(sqs.connections()).toBe(1);
});

it('the deployed function puts a signed body into the queue that its environment names', async () => {
  expect(await ask(signedPost(BODY, { secret: SECRET, ...now() }))).toMatchObject({ statusCode: 200, body: '{}' });
  expect(printed.map((line) => JSON.parse(line) as unknown)).toMatchObject([
    { message: 'accepted', app: 'meta', Accepted: 1, _aws: { CloudWatchMetrics: [{ Namespace: 'synthetic' }] } },
  ]);
  const [message, ...others] = sent();
  expect(others).toEqual([]);
  expect(message).toMatchObject({ QueueUrl: `${sqs.url}/123456789012/deliveries`, MessageBody: BODY.toString() });
  expect(message!.MessageAttributes).toEqual({
    // https://www.rfc-editor.org/rfc/rfc9562#section-5.7
    deliveryId: {
      DataType: 'String',
      StringValue: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
    },
    app: { DataType: 'String', StringValue: 'meta' },
    receivedAt: { DataType: 'String', StringValue: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) },
    encoding: { DataType: 'String', StringValue: 'text' },
  });
});

it('the deployed function sends a message that failed under another id: its client itself makes one attempt', async () => {
  failures = 1;
  expect((await ask(signedPost(BODY, { secret: SECRET, ...now() }))).statusCode).toBe(200);
  const ids = sent().map(({ MessageAttributes }) => MessageAttributes['deliveryId']!.StringValue);
  expect([ids.length, new Set(ids).size]).toEqual([2, 2]);
});

it('the deployed function accepts the previous secret for as long as its environment says', async () => {
  expect((await ask(signedPost(BODY, { secret: 'before', ...now() }))).statusCode).toBe(200);
});

it('the deployed function answers the challenge, and knows no other app', async () => {
  const token = { 'hub.mode': 'subscribe', 'hub.challenge': '1158201444', 'hub.verify_token': 'token' };
  expect(await ask(get(token, now()))).toMatchObject({ statusCode: 200, body: '1158201444' });
  expect(answeredCode(await ask(post({ app: 'shop', ...now() })))).toBe('APP_UNKNOWN');
});

it('the deployed function puts a large body into the bucket that its environment names', async () => {
  const rawBody = Buffer.alloc(1024 * 1024, 'a');
  expect((await ask(signedPost(rawBody, { secret: SECRET, ...now() }))).statusCode).toBe(200);
  const [pointer] = sent().map(({ MessageBody }) => JSON.parse(MessageBody) as { bucket: string; key: string });
  expect(pointer).toMatchObject({ bucket: 'bucket-synthetic', bytes: 1024 * 1024 });
  expect(s3.calls.map(({ method, path }) => `${method} ${path.split('?')[0]!}`)).toEqual([
    `PUT /bucket-synthetic/${pointer!.key}`,
  ]);
  expect(s3.calls[0]!.body.equals(rawBody)).toBe(true);
});

it('the deployed function answers in time though the queue hangs', async () => {
  const timeEpoch = Date.now() - 3_900; // a tenth of a second is left
  expect(answeredCode(await ask(signedPost(Buffer.from('"hang"'), { secret: SECRET, timeEpoch })))).toBe(
    'DEADLINE_PASSED',
  );
  expect(Date.now()).toBeLessThan(timeEpoch + 5_000); // what Messenger waits
});

// The last one: what it has sent may still arrive after its answer.
it('the deployed function takes no time for a request that is over already', async () => {
  expect(answeredCode(await ask(signedPost(BODY, { secret: SECRET, timeEpoch: Date.now() - 4_000 })))).toBe(
    'DEADLINE_PASSED',
  );
});
