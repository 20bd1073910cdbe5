import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DeleteItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import { keepStatus } from '../../examples/whatsapp-status/handler.ts';
import { WhatsAppStatus } from '../../examples/whatsapp-status/stack.ts';
import { createStatusTable } from '../../examples/whatsapp-status/status-table.ts';
import { ConsumerError } from '../../lambdas/consumers/consumer-error.ts';
import { embeddedClients, LOCAL_CLIENT, startEmbeddedAws, type EmbeddedAws } from '../../local/embedded-aws.ts';
import { arn, readProperties, ref, listResources, synthesizeWith } from '../lib/synth.ts';
import { bridgeEvent, createContext } from '../support/builders/bridge-event.ts';
import { recordLog } from '../support/harness/log-lines.ts';
import { startRecordingServer, type RecordingServer } from '../support/fakes/recording-server.ts';
import { createTable, listItems } from '../support/harness/tables.ts';
import { getId, listPermissions } from './statements.ts';

const template = synthesizeWith((receiver) => new WhatsAppStatus(receiver, 'Status', { webhooks: receiver.webhooks }));
const MESSAGE = 'wamid.HBgLMTU1NTAxMDAwMDEVAgASGBQzQTAwMDAw0912==';
const AT = 1_767_225_600;
const DAY_SECONDS = 24 * 3_600;

let aws: EmbeddedAws;
let clients: ReturnType<typeof embeddedClients>;
/** A table that is gone. */
let broken: RecordingServer;
let brokenClient: DynamoDBClient;
const { log, lines } = recordLog();
beforeAll(async () => {
  aws = await startEmbeddedAws();
  clients = embeddedClients(aws.endpoints);
  broken = await startRecordingServer(() => ({
    status: 400,
    body: '{"__type":"com.amazonaws.dynamodb.v20120810#ResourceNotFoundException"}',
  }));
  brokenClient = new DynamoDBClient({ ...LOCAL_CLIENT, endpoint: broken.url, maxAttempts: 1 });
  await createTable(clients.dynamoDb, 'statuses', readProperties(template, 'AWS::DynamoDB::Table', 'Status'));
});
beforeEach(async () => {
  lines.length = 0;
  for (const { message, participant } of await rows()) {
    await clients.dynamoDb.send(
      new DeleteItemCommand({
        TableName: 'statuses',
        Key: { message: { S: String(message) }, participant: { S: String(participant) } },
      }),
    );
  }
});
afterAll(async () => {
  for (const client of [...Object.values(clients), brokenClient]) client.destroy();
  await Promise.all([aws.stop(), broken.stop()]);
});

const rows = () => listItems(clients.dynamoDb, 'statuses');
/** As in test/fixtures/payloads/whatsapp_business_account/status-failed.json. */
const event = (status: unknown, detail: object = {}) =>
  bridgeEvent('whatsapp_business_account.messages', {
    kind: 'status',
    value: {
      messaging_product: 'whatsapp',
      metadata: { display_phone_number: '15550100071', phone_number_id: '106000000000071' },
      statuses: [status],
    },
    ...detail,
  });
const reported = (status: string, more: object = {}) =>
  event({ id: MESSAGE, status, timestamp: String(AT), recipient_id: '15550100001', ...more });
const work = (dynamoDb = clients.dynamoDb) =>
  keepStatus({ statuses: createStatusTable(dynamoDb, { tableName: 'statuses', keepSeconds: 90 * DAY_SECONDS }), log });
const hand = async (...events: ReturnType<typeof event>[]): Promise<void> => {
  for (const one of events) await work()(one, createContext(10_000));
};
const status = async (): Promise<unknown> => (await rows()).map((row) => row['status']);

describe('a status', () => {
  it('is kept with its time and for 90 days, and nothing else of its recipient', async () => {
    await hand(reported('delivered'));
    expect(await rows()).toEqual([
      {
        message: MESSAGE,
        participant: '-',
        status: 'delivered',
        rank: 3,
        at: '2026-01-01T00:00:00.000Z',
        expiresAt: AT + 90 * DAY_SECONDS,
      },
    ]);
  });

  it("of a failure is kept with Meta's number of it", async () => {
    await hand(reported('failed', { errors: [{ code: 131026, title: 'Message undeliverable' }] }));
    expect(await rows()).toMatchObject([{ status: 'failed', errorCode: 131026 }]);
  });

  // Documented: sent, then delivered, then read; delivered may be skipped; failed and delivered may both come.
  it.each([
    { come: ['sent', 'delivered', 'read'], stays: 'read' },
    { come: ['read', 'delivered', 'sent'], stays: 'read' },
    { come: ['delivered', 'sent'], stays: 'delivered' },
    { come: ['sent', 'failed'], stays: 'failed' },
    { come: ['failed', 'sent'], stays: 'failed' },
    { come: ['failed', 'delivered'], stays: 'delivered' },
    { come: ['read', 'failed'], stays: 'read' },
    { come: ['played', 'read'], stays: 'played' },
  ])('never goes back: of $come $stays stays', async ({ come, stays }) => {
    await hand(...come.map((one) => reported(one)));
    expect(await status()).toEqual([stays]);
  });

  it('is the highest of all, in whichever order and how often they come', async () => {
    const ladder = ['sent', 'failed', 'delivered', 'read', 'played'];
    let message = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...ladder), { minLength: 1, maxLength: 8 }), async (come) => {
        const id = `wamid.${(message += 1)}`;
        await hand(...come.map((one) => reported(one, { id })));
        const found = (await rows()).find((row) => row['message'] === id);
        expect(ladder.indexOf(String(found!['status']))).toBe(Math.max(...come.map((one) => ladder.indexOf(one))));
      }),
      { numRuns: 40 },
    );
  });

  it('that comes at once in two environments is the later one', async () => {
    await Promise.all(
      ['sent', 'read', 'delivered', 'sent', 'delivered'].map((one) => work()(reported(one), createContext(10_000))),
    );
    expect(await status()).toEqual(['read']);
  });

  it('again changes nothing', async () => {
    await hand(reported('sent'), reported('sent', { timestamp: String(AT + 60) }));
    expect([await rows(), lines.map(({ fields }) => fields['outcome'])]).toEqual([
      [expect.objectContaining({ at: '2026-01-01T00:00:00.000Z' })],
      ['kept', 'overtaken'],
    ]);
  });

  it('of a group is kept for each participant', async () => {
    await hand(
      reported('read', { recipient_participant_id: 'one' }),
      reported('sent', { recipient_participant_id: 'two' }),
    );
    expect(new Map((await rows()).map((row) => [row['participant'], row['status']]))).toEqual(
      new Map([
        ['one', 'read'],
        ['two', 'sent'],
      ]),
    );
  });

  it('that the table did not take is an error, so that it is tried again', async () => {
    await expect(work(brokenClient)(reported('sent'), createContext(10_000))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
    await hand(reported('sent'));
    expect(await status()).toEqual(['sent']);
  });
});

describe('nothing is kept', () => {
  it.each([
    { what: 'of a word that is no status of a message', given: reported('RINGING') },
    { what: 'of a word that every object has', given: reported('constructor') },
    { what: 'of a status without an id', given: reported('sent', { id: undefined }) },
    { what: 'of a time that is none', given: reported('sent', { timestamp: 'planted' }) },
    { what: 'of no status at all', given: event(undefined) },
  ])('$what: that is an error with a hint', async ({ given }) => {
    await expect(hand(given)).rejects.toMatchObject({ code: 'VALUE_UNREADABLE' });
    expect(await rows()).toEqual([]);
  });

  it('of a message that came', async () => {
    await hand(event({}, { kind: 'message' }));
    expect([await rows(), lines]).toEqual([[], []]);
  });

  it("where only the field's name came: that is an error with a hint", async () => {
    await expect(hand(event({}, { value: undefined }))).rejects.toMatchObject({ code: 'MISSING_VALUE' });
  });

  it('of a value of any other shape: an error of ours', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), async (value) => {
        await expect(hand(event({}, { value }))).rejects.toBeInstanceOf(ConsumerError);
      }),
      { numRuns: 200, examples: [[null], [{ statuses: {} }], [{ statuses: [null] }]] },
    );
    expect(await rows()).toEqual([]);
  });
});

it('no log line has anything of the message or its recipient', async () => {
  await hand(reported('sent'), reported('sent'));
  const refused: unknown = await hand(reported('planted word')).catch((error: unknown) => error);
  expect([lines.length, String(refused)]).toEqual([2, expect.not.stringContaining('planted')]);
  for (const secret of [MESSAGE, 'wamid', '15550100001', 'planted'])
    expect(JSON.stringify(lines)).not.toContain(secret);
});

describe('the deployed function', () => {
  it('gets statuses only, and what fails is kept', () => {
    expect(readProperties(template, 'AWS::Events::Rule')).toMatchObject({
      EventPattern: {
        source: ['meta.webhooks'],
        'detail-type': ['whatsapp_business_account.messages'],
        detail: { kind: ['status'] },
      },
      Targets: [
        {
          Arn: arn(getId(template, 'AWS::Lambda::Function', 'Status')),
          DeadLetterConfig: { Arn: arn(getId(template, 'AWS::SQS::Queue', 'Status')) },
        },
      ],
    });
  });

  it('may write its log, write to its table, dead-letter, and nothing else', () => {
    expect(listPermissions(template, 'Status')).toEqual([
      [['logs:CreateLogStream', 'logs:PutLogEvents'], arn(getId(template, 'AWS::Logs::LogGroup', 'Status'))],
      ['sqs:SendMessage', arn(getId(template, 'AWS::SQS::Queue', 'Status'))],
      ['dynamodb:PutItem', arn(getId(template, 'AWS::DynamoDB::Table', 'Status'))],
    ]);
  });

  it('forgets by `expiresAt`; its table stays when the stack goes', () => {
    const table = getId(template, 'AWS::DynamoDB::Table', 'Status');
    expect(listResources(template)[table]).toMatchObject({
      DeletionPolicy: 'RetainExceptOnCreate',
      Properties: {
        TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
        BillingMode: 'PAY_PER_REQUEST',
      },
    });
    expect(readProperties(template, 'AWS::Lambda::Function', 'Status')).toMatchObject({
      Environment: { Variables: { TABLE_NAME: ref(table), KEEP_SECONDS: String(90 * DAY_SECONDS) } },
    });
  });
});
