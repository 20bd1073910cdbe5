import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { keepStatus } from '../../examples/whatsapp-status/handler.ts';
import { WhatsAppStatus } from '../../examples/whatsapp-status/stack.ts';
import { embeddedClients, startEmbeddedAws, type EmbeddedAws } from '../../tools/dev-server/embedded-aws.ts';
import { propertiesOf, synthesiseWith } from '../lib/synth.ts';
import { bridgeEvent } from '../support/bridge-event.ts';
import { createTable, itemsOf } from '../support/tables.ts';

const TABLE = 'statuses';
const template = synthesiseWith((receiver) => new WhatsAppStatus(receiver, 'Statuses'));
let aws: EmbeddedAws;
let clients: ReturnType<typeof embeddedClients>;
beforeAll(async () => {
  aws = await startEmbeddedAws();
  clients = embeddedClients(aws.endpoints);
  await createTable(clients.dynamoDb, TABLE, propertiesOf(template, 'AWS::DynamoDB::Table', 'StatusesTable'));
});
afterAll(async () => {
  for (const client of Object.values(clients)) client.destroy();
  await aws.stop();
});

const status = (id: string, state: string, errors?: readonly object[]) =>
  bridgeEvent('whatsapp_business_account.messages', { kind: 'status', value: { statuses: [{ id, status: state, timestamp: '1767225600', ...(errors && { errors }) }] } });
const keep = async (...events: ReturnType<typeof status>[]): Promise<void> => {
  for (const event of events) await keepStatus(clients.dynamoDb, TABLE)(event);
};
const kept = async (id: string): Promise<unknown> => (await itemsOf(clients.dynamoDb, TABLE)).find(({ message }) => message === id);

describe('the state of a message', () => {
  it('is the furthest, in whatever order and however often they come', async () => {
    await keep(status('wamid.a', 'sent'), status('wamid.a', 'read'), status('wamid.a', 'delivered'), status('wamid.a', 'read'));
    expect(await kept('wamid.a')).toEqual({ message: 'wamid.a', status: 'read', rank: 3, at: 1_767_225_600, errorCode: null });
  });

  it('tells why it failed', async () => {
    await keep(status('wamid.b', 'sent'), status('wamid.b', 'failed', [{ code: 131_047 }]));
    expect(await kept('wamid.b')).toMatchObject({ status: 'failed', errorCode: 131_047 });
  });

  it('that nobody knows is refused', async () => {
    await expect(keep(status('wamid.c', 'constructor'))).rejects.toMatchObject({ code: 'VALUE_UNREADABLE' });
    await expect(keep(status('wamid.c', 'teleported'))).rejects.toMatchObject({ code: 'VALUE_UNREADABLE' });
    expect(await kept('wamid.c')).toBeUndefined();
  });
});

it('the deployed function gets states only, and may do no more than update its table', () => {
  expect(propertiesOf(template, 'AWS::Events::Rule')).toMatchObject({ EventPattern: { 'detail-type': ['whatsapp_business_account.messages'], detail: { kind: ['status'] } } });
  const { Statement } = propertiesOf(template, 'AWS::IAM::Policy', 'Statuses')['PolicyDocument'] as { Statement: { Action: unknown }[] };
  expect(Statement.map(({ Action }) => Action)).toEqual([['logs:CreateLogStream', 'logs:PutLogEvents'], 'dynamodb:UpdateItem', 'sqs:SendMessage']);
});
