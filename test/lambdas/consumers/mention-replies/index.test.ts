import { hash } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { SQSRecord } from 'aws-lambda';
import { startFakeSecretsManager, type FakeSecretsManager } from '../../../support/fakes/fake-secrets-manager.ts';
import type { FakeGraphApi } from '../../../support/fakes/fake-graph-api.ts';
import { IDS, SECRETS, startGraphWorld } from '../../../support/harness/graph-under-test.ts';
import { mentionBody } from '../../../support/builders/mention-event.ts';
import { startRecordingServer, type RecordingServer } from '../../../support/fakes/recording-server.ts';

const MENTION = { accountId: IDS.igLinked, mediaId: '17918195224117851' };
const [TOKEN_ARN, APP_ARN] = ['MentionToken', 'SecretMeta'].map(
  (name) => `arn:aws:secretsmanager:eu-central-1:123456789012:secret:${name}-AbCdEf`,
) as [string, string];

let graph: FakeGraphApi;
let secretsManager: FakeSecretsManager;
let dynamoDb: RecordingServer;
let sqs: RecordingServer;
let handle: (event: { Records: SQSRecord[] }, context: { getRemainingTimeInMillis: () => number }) => Promise<unknown>;

// The function as Lambda starts it, told by its environment that AWS and Meta are on this machine.
beforeAll(async () => {
  graph = await startGraphWorld();
  graph.state.mentions.push({ ...MENTION, text: 'hello' });
  secretsManager = await startFakeSecretsManager();
  secretsManager.secrets.set(TOKEN_ARN, {
    AWSCURRENT: { text: JSON.stringify({ accessToken: SECRETS.page }), createdMs: 0 },
  });
  secretsManager.secrets.set(APP_ARN, {
    AWSCURRENT: { text: JSON.stringify({ appSecret: SECRETS.appSecret }), createdMs: 0 },
  });
  dynamoDb = await startRecordingServer(() => ({ status: 200, body: '{}' }));
  sqs = await startRecordingServer(({ body }) => {
    const { MessageBody } = JSON.parse(body.toString()) as { MessageBody: string };
    return {
      status: 200,
      body: JSON.stringify({ MessageId: 'synthetic', MD5OfMessageBody: hash('md5', MessageBody) }),
    };
  });
  Object.assign(process.env, {
    MENTION_REPLIES: JSON.stringify({
      dryRun: false,
      withinHours: 24,
      answers: [{ kinds: ['caption'], contains: [], message: 'Thank you, {username}!' }],
      excludes: [],
      accounts: { [IDS.igLinked]: { tokenArn: TOKEN_ARN, app: 'meta', maxPerHour: 30 } },
      appSecretArns: { meta: APP_ARN },
    }),
    MENTION_TABLE_NAME: 'mentions-synthetic',
    QUEUE_URL: `${sqs.url}/123456789012/mentions`,
    REVIEW_QUEUE_URL: `${sqs.url}/123456789012/people`,
    GRAPH_API_URL: graph.url,
    POWERTOOLS_LOG_LEVEL: 'SILENT',
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'synthetic',
    AWS_SECRET_ACCESS_KEY: 'synthetic',
    AWS_ENDPOINT_URL_DYNAMODB: dynamoDb.url,
    AWS_ENDPOINT_URL_SQS: sqs.url,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: secretsManager.url,
  });
  handle = (await import('../../../../lambdas/consumers/mention-replies/index.ts')).handler;
});
afterAll(async () => {
  await Promise.all([graph.stop(), secretsManager.stop(), dynamoDb.stop(), sqs.stop()]);
});

const record = (body: string): SQSRecord =>
  ({ messageId: 'm', receiptHandle: 'h', body, attributes: { ApproximateReceiveCount: '1' } }) as unknown as SQSRecord;
const run = async (body: string) => handle({ Records: [record(body)] }, { getRemainingTimeInMillis: () => 60_000 });

it('answers a mention by what its environment says, and writes intent and result around it', async () => {
  expect(await run(mentionBody(MENTION, { sentAtMs: Date.now() }))).toEqual({ batchItemFailures: [] });
  expect(graph.state.mentionAnswers).toMatchObject([{ ...MENTION, message: 'Thank you, keldo!' }]);
  const written = dynamoDb.calls.map(({ headers, body }) => {
    const { TableName, Item } = JSON.parse(body.toString()) as { TableName: string; Item?: { state: { S: string } } };
    return [String(headers['x-amz-target']).split('.')[1], TableName, Item?.state.S];
  });
  expect(written).toEqual([
    ['GetItem', 'mentions-synthetic', undefined],
    ['UpdateItem', 'mentions-synthetic', undefined],
    ['PutItem', 'mentions-synthetic', 'intended'],
    ['PutItem', 'mentions-synthetic', 'answered'],
  ]);
});

it('hands over what it cannot read', async () => {
  expect(await run('{}')).toEqual({ batchItemFailures: [] });
  expect(JSON.parse(sqs.calls.at(-1)!.body.toString())).toMatchObject({
    QueueUrl: `${sqs.url}/123456789012/people`,
    MessageAttributes: { reason: { StringValue: 'EVENT_MALFORMED' } },
  });
});
