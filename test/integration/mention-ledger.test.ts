import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createHourlyLimit } from '../../lambdas/consumers/mention-replies/hourly-limit.ts';
import { createLedger, type Attempt, type Ledger } from '../../lambdas/consumers/mention-replies/ledger.ts';
import { LOCAL_CLIENT, startEmbeddedAws, type EmbeddedAws } from '../../local/embedded-aws.ts';
import { createTable } from '../../local/embedded-tables.ts';
import { firstCalls, startFaultProxy, type FaultProxy } from '../support/fakes/fault-proxy.ts';

const NOW = Date.parse('2026-11-22T12:20:00Z');
const attempt = (id: string, number = 1): Attempt => ({ id, atMs: NOW, fingerprint: 'f', number });

let aws: EmbeddedAws;
let proxy: FaultProxy;
let client: DynamoDBClient;
let table = 0;
let ledger: Ledger;
const tableName = (): string => `ledger-${String(table)}`;
const item = async (pk: string) =>
  (await client.send(new GetItemCommand({ TableName: tableName(), Key: { pk: { S: pk } } }))).Item;

beforeAll(async () => {
  aws = await startEmbeddedAws();
  proxy = await startFaultProxy(aws.endpoints.dynalite);
  client = new DynamoDBClient({ ...LOCAL_CLIENT, maxAttempts: 3, endpoint: proxy.url });
});
beforeEach(async () => {
  proxy.plan = () => 'pass';
  table += 1;
  const key = {
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' as const }],
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' as const }],
  };
  await createTable(client, { TableName: tableName(), ...key, BillingMode: 'PAY_PER_REQUEST' });
  ledger = createLedger(client, tableName());
});
afterAll(async () => {
  client.destroy();
  await proxy.stop();
  await aws.stop();
});

describe('the ledger', () => {
  it('knows nothing of a mention at first', async () => {
    expect(await ledger.read('m')).toEqual({ state: 'open' });
  });

  it('lets one of several attempts at the same time through', async () => {
    const outcomes = await Promise.all(['a', 'b', 'c', 'd'].map(async (id) => ledger.intend('m', attempt(id))));
    expect(outcomes.toSorted()).toEqual(['rejected', 'rejected', 'rejected', 'taken']);
  });

  it('tells who tried, when, what, and how often', async () => {
    await ledger.intend('m', attempt('a', 2));
    expect(await ledger.read('m')).toEqual({ state: 'intended', attempt: attempt('a', 2) });
  });

  it('does not refuse an attempt because of itself, when the answer to its write got lost', async () => {
    proxy.plan = firstCalls(1, 'lose', 'PutItem');
    expect(await ledger.intend('m', attempt('a'))).toBe('taken');
    expect(proxy.calls.get('PutItem')).toBeGreaterThan(1);
  });

  it('takes no attempt any more once it is answered, and keeps that for ever', async () => {
    await ledger.intend('m', attempt('a'));
    await ledger.noteAnswered('m', attempt('a'), '178');
    expect(await ledger.intend('m', attempt('b'))).toBe('rejected');
    expect(await ledger.intend('m', attempt('b'), attempt('a'))).toBe('rejected');
    expect(await ledger.read('m')).toEqual({ state: 'answered' });
    expect(await item('m')).not.toHaveProperty('expiresAt');
    expect(await item('m')).toMatchObject({ answerId: { S: '178' } });
  });

  it('takes another attempt after one that surely posted nothing', async () => {
    await ledger.intend('m', attempt('a'));
    await ledger.noteNotDone('m', attempt('a'));
    expect(await ledger.intend('m', attempt('b'))).toBe('taken');
  });

  it('lets one of several take the place of an attempt that came to nothing', async () => {
    await ledger.intend('m', attempt('a'));
    const outcomes = await Promise.all(
      ['b', 'c', 'd'].map(async (id) => ledger.intend('m', attempt(id, 2), attempt('a'))),
    );
    expect(outcomes.toSorted()).toEqual(['rejected', 'rejected', 'taken']);
  });

  it('lets nobody conclude an attempt whose place was taken', async () => {
    await ledger.intend('m', attempt('a'));
    await ledger.intend('m', attempt('b', 2), attempt('a'));
    await expect(ledger.noteAnswered('m', attempt('a'), '178')).rejects.toThrow('taken over');
    await expect(ledger.noteNotDone('m', attempt('a'))).rejects.toThrow('taken over');
  });

  it('keeps what would have been answered until it is, for a while', async () => {
    await ledger.recordDryRun('m', { message: 'Thank you!', expiresAt: 1 });
    expect(await item('m')).toEqual({
      pk: { S: 'm' },
      state: { S: 'dry-run' },
      message: { S: 'Thank you!' },
      expiresAt: { N: '1' },
    });
    expect(await ledger.intend('m', attempt('a'))).toBe('taken');
    expect(await item('m')).not.toHaveProperty('expiresAt');
    expect(await item('m')).not.toHaveProperty('message');
  });

  it('does not let a dry run touch what was tried or done', async () => {
    await ledger.intend('m', attempt('a'));
    await ledger.recordDryRun('m', { message: 'Thank you!', expiresAt: 1 });
    expect(await ledger.read('m')).toMatchObject({ state: 'intended' });
  });

  it('throws when the table cannot be reached', async () => {
    proxy.plan = () => 'refuse';
    await expect(ledger.intend('m', attempt('a'))).rejects.toThrow();
    await expect(ledger.read('m')).rejects.toThrow();
  });
});

describe('the hourly limit', () => {
  const take = async (accountId: string, nowMs: number, max = 3) =>
    createHourlyLimit(client, tableName(), () => nowMs).take(accountId, max);

  it('lets so many through at the same time, and no more', async () => {
    const waits = await Promise.all(Array.from({ length: 10 }, async () => take('1', NOW)));
    expect(waits.filter((wait) => wait === 0)).toHaveLength(3);
    expect(new Set(waits.filter((wait) => wait > 0))).toEqual(new Set([40 * 60_000]));
  });

  it('begins anew with each hour and for each account', async () => {
    for (let i = 0; i < 3; i += 1) await take('1', NOW);
    expect(await take('1', NOW)).toBeGreaterThan(0);
    expect(await take('2', NOW)).toBe(0);
    expect(await take('1', NOW + 40 * 60_000)).toBe(0);
  });

  it('forgets its counters', async () => {
    await take('1', NOW);
    expect(await item(`limit/1/${String(Math.floor(NOW / 3_600_000))}`)).toMatchObject({
      expiresAt: { N: String(NOW / 1000 + 7_200) },
    });
  });

  it('throws when the table cannot be reached', async () => {
    proxy.plan = () => 'refuse';
    await expect(take('1', NOW)).rejects.toThrow();
  });
});
