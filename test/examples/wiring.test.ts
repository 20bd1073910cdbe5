import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import type { Context } from 'aws-lambda';
import { MessengerAutoReply } from '../../examples/messenger-auto-reply/stack.ts';
import { WhatsAppStatus } from '../../examples/whatsapp-status/stack.ts';
import { readProperties, synthesizeWith } from '../lib/synth.ts';
import { bridgeEvent, createContext } from '../support/builders/bridge-event.ts';
import { startConsumerWorld, type ConsumerWorld } from '../support/harness/consumer-under-test.ts';
import { startFakeSecretsManager, type FakeSecretsManager } from '../support/fakes/fake-secrets-manager.ts';
import { IDS, SECRETS } from '../support/harness/graph-under-test.ts';
import { createTable, listItems } from '../support/harness/tables.ts';

const ARN = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:page-AbCdEf';
type Handler = (event: unknown, context: Context) => Promise<void>;

let world: ConsumerWorld;
let secrets: FakeSecretsManager;
const handlers = new Map<string, Handler>();

// The functions as Lambda starts them, told by their environment that AWS and Meta are on this machine.
beforeAll(async () => {
  const template = synthesizeWith((receiver) => {
    const { webhooks } = receiver;
    new MessengerAutoReply(receiver, 'AutoReply', { webhooks, tokens: { [IDS.page]: ARN }, text: 'x' });
    new WhatsAppStatus(receiver, 'Status', { webhooks });
  });
  world = await startConsumerWorld(readProperties(template, 'AWS::DynamoDB::Table', 'AutoReply'));
  await createTable(world.dynamoDb, 'statuses', readProperties(template, 'AWS::DynamoDB::Table', 'Status'));
  secrets = await startFakeSecretsManager();
  Object.assign(process.env, {
    AWS_ACCESS_KEY_ID: 'synthetic',
    AWS_SECRET_ACCESS_KEY: 'synthetic',
    AWS_REGION: 'us-east-1',
    AWS_ENDPOINT_URL_DYNAMODB: world.dynamoDbUrl,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.url,
    GRAPH_API_URL: world.fake.url,
    KEEP_SECONDS: '60',
    IDEMPOTENCY_TABLE_NAME: world.idempotencyTable,
    POWERTOOLS_LOG_LEVEL: 'SILENT',
    REPLY_TEXT: 'We read this today.',
    TABLE_NAME: 'statuses',
    TOKEN_SECRET_ARNS: JSON.stringify({ [IDS.page]: ARN }),
    WORDS: '["spam"]',
  });
  for (const name of ['messenger-auto-reply', 'comment-moderation', 'whatsapp-status']) {
    handlers.set(name, ((await import(`../../examples/${name}/index.ts`)) as { handler: Handler }).handler);
  }
});
beforeEach(() => world.reset());
afterAll(async () => {
  await Promise.all([world.stop(), secrets.stop()]);
});

const store = (text: string): void => void secrets.secrets.set(ARN, { AWSCURRENT: { text, createdMs: 0 } });
const hand = async (name: string, event: unknown): Promise<void> => handlers.get(name)!(event, createContext(30_000));
const message = (id: string) =>
  bridgeEvent('page.messages', {
    id,
    kind: 'message',
    entryId: IDS.page,
    value: { sender: { id: '24700000000000041' }, timestamp: Date.now(), message: { mid: id, text: 'x' } },
  });

it("before the Page's token is stored its function fails, and says what to do", async () => {
  store('generated-by-secrets-manager');
  await expect(hand('messenger-auto-reply', message('first'))).rejects.toMatchObject({ code: 'MISSING_TOKEN' });
});

it(
  'the answer goes out with the token and the proof of the stored secret, which is kept once it is read, and the ' +
    'same event again changes nothing',
  async () => {
    store(JSON.stringify({ token: SECRETS.page, appSecret: SECRETS.appSecret }));
    secrets.asked.length = 0;
    await hand('messenger-auto-reply', message('first'));
    // On a busy machine the client asks a second time before the first answer arrives.
    const asked = secrets.asked.splice(0);
    for (const id of ['first', 'second']) await hand('messenger-auto-reply', message(id));
    expect(world.fake.state.people.messages.map(({ text }) => text)).toEqual([
      'We read this today.',
      'We read this today.',
    ]);
    expect(world.fake.calls).toMatchObject([
      { as: 'the page', proof: 'right' },
      { as: 'the page', proof: 'right' },
    ]);
    expect(asked[0]).toEqual({ SecretId: ARN, VersionStage: 'AWSCURRENT' });
    expect(secrets.asked).toEqual([]);
  },
);

it('a comment is hidden with the stored token', async () => {
  store(JSON.stringify({ token: SECRETS.page, appSecret: SECRETS.appSecret }));
  world.fake.state.people.comments.set('1_2', { on: 'page', pageId: IDS.page, hidden: false });
  await hand(
    'comment-moderation',
    bridgeEvent('page.feed', {
      entryId: IDS.page,
      value: { item: 'comment', verb: 'add', comment_id: '1_2', message: 'spam' },
    }),
  );
  expect(world.fake.state.people.comments.get('1_2')).toMatchObject({ hidden: true });
});

it('a status is kept in the table that the environment names', async () => {
  await hand(
    'whatsapp-status',
    bridgeEvent('whatsapp_business_account.messages', {
      kind: 'status',
      value: { statuses: [{ id: 'wamid.1', status: 'sent', timestamp: '1767225600' }] },
    }),
  );
  expect(await listItems(world.dynamoDb, 'statuses')).toMatchObject([
    { message: 'wamid.1', status: 'sent', expiresAt: 1_767_225_660 },
  ]);
});
