import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { DeleteItemCommand } from '@aws-sdk/client-dynamodb';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { changeHandler, type ChangeHandler } from '../../lambdas/consumers/change-handler.ts';
import { embeddedClients, startEmbeddedAws, type EmbeddedAws } from '../../local/embedded-aws.ts';
import { readProperties, synthesizeWith } from '../lib/synth.ts';
import { bridgeEvent, createContext } from '../support/builders/bridge-event.ts';
import { createTable, listItems } from '../support/harness/tables.ts';

const TABLE = 'once';
const DAY_SECONDS = 24 * 3600;
/**
 * dynalite knows no ReturnValuesOnConditionCheckFailure: Powertools then reads the record, where AWS sends it along.
 */
let aws: EmbeddedAws;
let clients: ReturnType<typeof embeddedClients>;

beforeAll(async () => {
  aws = await startEmbeddedAws();
  clients = embeddedClients(aws.endpoints);
  const template = synthesizeWith((receiver) => {
    const target = new LambdaFunction(receiver, 'Crm', {
      runtime: Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: Code.fromInline('x'),
    });
    receiver.onChange('Leads', { detailType: 'page.leadgen', target, idempotency: true });
  });
  await createTable(clients.dynamoDb, TABLE, readProperties(template, 'AWS::DynamoDB::Table', 'Crm'));
});
afterEach(async () => {
  for (const { id } of await listItems(clients.dynamoDb, TABLE))
    await clients.dynamoDb.send(new DeleteItemCommand({ TableName: TABLE, Key: { id: { S: String(id) } } }));
});
afterAll(async () => {
  for (const client of Object.values(clients)) client.destroy();
  await aws.stop();
});

const lead = (id: string) => bridgeEvent('page.leadgen', { id, value: { leadgen_id: 'synthetic-lead' } });
const consumer = (work: ChangeHandler<'page.leadgen'>, windowSeconds?: number) =>
  changeHandler('page.leadgen', work, {
    tableName: TABLE,
    client: clients.dynamoDb,
    ...(windowSeconds !== undefined && { windowSeconds }),
  });

/** Notes the ids of the changes that it worked on. */
function counting(): { readonly done: string[]; readonly handler: ReturnType<typeof consumer> } {
  const done: string[] = [];
  return { done, handler: consumer(({ detail }) => Promise.resolve(done.push(detail.id))) };
}

describe('a change is worked on once', () => {
  it('however often it comes', async () => {
    const { done, handler } = counting();
    for (let time = 0; time < 3; time += 1) await handler(lead('a'), createContext(30_000));
    expect(done).toEqual(['a']);
  });

  it('by another environment of the function too', async () => {
    const [one, other] = [counting(), counting()];
    await one.handler(lead('a'), createContext(30_000));
    await other.handler(lead('a'), createContext(30_000));
    expect([...one.done, ...other.done]).toEqual(['a']);
  });

  it('and each change for itself', async () => {
    const { done, handler } = counting();
    for (const id of ['a', 'b', 'a', 'b']) await handler(lead(id), createContext(30_000));
    expect(done).toEqual(['a', 'b']);
  });

  it('at the same time by one only: the other is to be tried again', async () => {
    const done: string[] = [];
    const { promise: released, resolve: release } = Promise.withResolvers<undefined>();
    const { promise: begun, resolve: begin } = Promise.withResolvers<undefined>();
    const slow = consumer(async ({ detail }) => {
      begin(undefined);
      await released;
      done.push(detail.id);
    });
    const first = slow(lead('a'), createContext(30_000));
    await begun;
    await expect(slow(lead('a'), createContext(30_000))).rejects.toMatchObject({
      name: 'IdempotencyAlreadyInProgressError',
    });
    release(undefined);
    await first;
    await slow(lead('a'), createContext(30_000));
    expect(done).toEqual(['a']);
  });

  it('even if the work changed the event', async () => {
    let runs = 0;
    const handler = consumer((event) => {
      Object.assign(event.detail, { id: 'changed', value: undefined });
      return Promise.resolve((runs += 1));
    });
    await handler(lead('a'), createContext(30_000));
    await handler(lead('a'), createContext(30_000));
    expect(runs).toBe(1);
  });
});

it('the handler returns whether the work was done now or before', async () => {
  const { handler } = counting();
  const outcomes = [await handler(lead('a'), createContext(30_000)), await handler(lead('a'), createContext(30_000))];
  expect(outcomes).toEqual(['done', 'duplicate']);
});

describe('work that failed', () => {
  it('shows its own error, is done at the next try, and then never again', async () => {
    const tries: string[] = [];
    const handler = consumer(({ detail }) => {
      tries.push(detail.id);
      return tries.length === 1 ? Promise.reject(new Error('the CRM is away')) : Promise.resolve();
    });
    await expect(handler(lead('a'), createContext(30_000))).rejects.toThrow(new Error('the CRM is away'));
    await handler(lead('a'), createContext(30_000));
    await handler(lead('a'), createContext(30_000));
    expect(tries).toEqual(['a', 'a']);
  });

  it("by the death of its process is done again once its invocation's time is over, not before", async () => {
    const neverEnds = consumer(async () => Promise.withResolvers<undefined>().promise);
    const { done, handler } = counting();
    void neverEnds(lead('dead'), createContext(-1)); // its time ended a millisecond ago
    void neverEnds(lead('at it'), createContext(30_000));
    while ((await listItems(clients.dynamoDb, TABLE)).length < 2);
    await handler(lead('dead'), createContext(30_000));
    await expect(handler(lead('at it'), createContext(30_000))).rejects.toMatchObject({
      name: 'IdempotencyAlreadyInProgressError',
    });
    expect(done).toEqual(['dead']);
  });
});

describe('what is remembered', () => {
  it('is that it was done, for 22 days, and nothing of event or result', async () => {
    const before = Date.now() / 1000;
    await consumer(() => Promise.resolve({ result: 'synthetic-result' }))(lead('a'), createContext(30_000));
    const [item] = await listItems(clients.dynamoDb, TABLE);
    expect(item).toEqual({
      id: expect.stringMatching(/^[^#]*#[\w+/]{43}=$/),
      status: 'COMPLETED',
      expiration: expect.any(Number),
      in_progress_expiration: expect.any(Number),
    });
    expect(Number(item!['expiration']) - before).toBeGreaterThan(22 * DAY_SECONDS - 1);
    expect(Number(item!['expiration']) - before).toBeLessThan(22 * DAY_SECONDS + 30);
  });

  it('is forgotten when its time is over, before DynamoDB deletes it', async () => {
    let runs = 0;
    const handler = consumer(() => Promise.resolve((runs += 1)), -10);
    await handler(lead('a'), createContext(30_000));
    await handler(lead('a'), createContext(30_000));
    expect(runs).toBe(2);
  });
});

it.each([
  {
    rule: 'no event of the receiver',
    event: { 'detail-type': 'page.leadgen', source: 'aws.s3', detail: { version: 1, id: 'a' } },
  },
  { rule: 'no id', event: bridgeEvent('page.leadgen', { id: undefined }) },
  { rule: 'an empty id', event: bridgeEvent('page.leadgen', { id: '' }) },
  { rule: 'an id that is no text', event: bridgeEvent('page.leadgen', { id: { toString: 1 } }) },
  { rule: 'nothing', event: undefined },
])('refuses $rule, without work and without a record', async ({ event }) => {
  const { done, handler } = counting();
  await expect(handler(event as never, createContext(30_000))).rejects.toMatchObject({ code: 'NOT_AN_EVENT' });
  expect([done, await listItems(clients.dynamoDb, TABLE)]).toEqual([[], []]);
});
