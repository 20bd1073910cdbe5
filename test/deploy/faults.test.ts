import { randomUUID } from 'node:crypto';
import { CreateTableCommand, DeleteTableCommand, DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { DeleteSecretCommand, RestoreSecretCommand } from '@aws-sdk/client-secrets-manager';
import { CreateQueueCommand, DeleteQueueCommand, GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startFaultProxy, type FaultProxy } from '../support/fakes/fault-proxy.ts';
import { commentsBody } from '../support/builders/meta.ts';
import { postSigned, send } from './callback.ts';
import { dynamoDb, endpoint, outputs, readSecret, readyForMeta, restart, secretsManager, sqs } from './deployment.ts';
import { openSubscription, type EventStream } from './event-tap.ts';
import { eventually } from './eventually.ts';
import { receives, settled } from './footprint.ts';

/** What Messenger waits for an answer. */
const META_WAITS_MS = 5_000;
const CHANGES = 25;
/** A first failure puts a delivery off by 10 s; the emulator shows whole seconds. */
const FIRST_RETRY_MS = 11_000;
const SECOND_RETRY_MS = 45_000;

let subscription: EventStream;
/** Synthetic comment ids, new for each rule. */
let ids: string[];

beforeAll(async () => {
  await readyForMeta();
  subscription = await openSubscription();
});
beforeEach(async () => {
  await emittedIds(); // of a rule that failed
  ids = Array.from({ length: CHANGES }, () => randomUUID()).sort();
});
afterAll(async () => subscription.close());

async function emittedIds(): Promise<string[]> {
  await settled(SECOND_RETRY_MS);
  return (await subscription.events()).map(({ detail }) => (detail.value as { readonly id: string }).id).sort();
}

/** Posts as Meta does, which comes again: an environment that could not read its secret keeps that for 5 s. */
async function accepted(rawBody: Buffer): Promise<void> {
  await eventually(async () => (await postSigned(rawBody)).status === 200);
}

describe('what ingress needs is missing: 503 before Meta gives up, and nothing is lost once it is back', () => {
  const refuses = async (code: string): Promise<void> => {
    const tries = code === 'DEADLINE_PASSED' ? 1 : undefined;
    const { status, headers, body, ms } = await postSigned(commentsBody(ids), { tries });
    expect({ status, body: JSON.parse(body) as unknown }).toEqual({
      status: 503,
      body: { code, hint: expect.any(String) },
    });
    expect(headers).toMatchObject({ 'retry-after': '30', 'cache-control': 'no-store' });
    expect(ms).toBeLessThan(META_WAITS_MS);
  };
  const comesAgain = async (): Promise<void> => {
    await accepted(commentsBody(ids));
    expect(await emittedIds()).toEqual(ids);
  };

  it('the queue is gone: a delivery is refused, and accepted when it is back', async () => {
    const QueueUrl = outputs.DeliveryQueueUrl;
    const { Attributes = {} } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
    const settable = Object.entries(Attributes).filter(
      ([name]) => !/^(QueueArn|CreatedTimestamp|LastModifiedTimestamp|Approximate.*)$/.test(name),
    );
    await sqs.send(new DeleteQueueCommand({ QueueUrl }));
    try {
      await refuses('QUEUE_UNAVAILABLE');
    } finally {
      await sqs.send(
        new CreateQueueCommand({ QueueName: QueueUrl.split('/').at(-1), Attributes: Object.fromEntries(settable) }),
      );
    }
    await comesAgain();
  });

  describe('the queue hangs', () => {
    let proxy: FaultProxy;

    beforeAll(async () => {
      proxy = await startFaultProxy(endpoint, { host: 'signed' });
      await restart('Ingress', { QUEUE_URL: new URL(new URL(outputs.DeliveryQueueUrl).pathname, proxy.url).href });
    });
    afterAll(async () => {
      await restart('Ingress');
      await proxy.stop();
    });

    it('a delivery is refused, and accepted when the queue answers again', async () => {
      proxy.plan = () => 'hang';
      await refuses('DEADLINE_PASSED');
      expect(proxy.calls.get('SendMessage')).toBeGreaterThan(0);
      proxy.plan = () => 'pass';
      await comesAgain();
    });

    it('an answer of the queue that gets lost makes two deliveries, and one event each change', async () => {
      let lost = 0;
      proxy.plan = () => ((lost += 1) === 1 ? 'lose' : 'pass');
      await comesAgain();
      expect(lost).toBe(2);
    });
  });

  it('the secret is deleted: who has it goes on, a fresh environment refuses, also the challenge, until it is back', async () => {
    const { verifyToken } = await readSecret();
    const query = new URLSearchParams({
      'hub.mode': 'subscribe',
      'hub.challenge': '1',
      'hub.verify_token': verifyToken,
    });
    const [before, without] = [randomUUID(), randomUUID()];
    expect(await postSigned(commentsBody([before]))).toMatchObject({ status: 200 });
    await secretsManager.send(new DeleteSecretCommand({ SecretId: outputs.AppSecretArn }));
    try {
      expect(await postSigned(commentsBody([without]))).toMatchObject({ status: 200 });
      expect(await emittedIds()).toEqual([before, without].sort());
      await restart('Ingress');
      await refuses('SECRET_UNAVAILABLE');
      expect(await send({ method: 'GET', path: `/webhooks/meta?${query.toString()}` })).toMatchObject({ status: 503 });
    } finally {
      await secretsManager.send(new RestoreSecretCommand({ SecretId: outputs.AppSecretArn }));
    }
    await comesAgain();
  });
});

/**
 * Each rule posts two deliveries of the same changes, as when Meta comes again before we are through with the first.
 */
describe('what the worker needs is missing: the delivery comes again, and every change is on the bus exactly once', () => {
  const failsFirst = async (): Promise<void> => {
    for (const entryTime of [1767225600, 1767225700]) {
      await accepted(commentsBody(ids, entryTime));
    }
    await eventually(async () => {
      // One or both: if the first has all the claims, the second is the duplicate that it is, and done.
      const left = await receives();
      return left.length > 0 && left.every(({ count, visibleInMs }) => count > 0 && visibleInMs < FIRST_RETRY_MS);
    });
    expect(await subscription.waiting()).toBe(0);
  };

  it('the claim table is gone for a while', async () => {
    const { Table } = await dynamoDb.send(new DescribeTableCommand({ TableName: outputs.ClaimTableName }));
    await dynamoDb.send(new DeleteTableCommand({ TableName: outputs.ClaimTableName }));
    await failsFirst();
    await dynamoDb.send(
      new CreateTableCommand({
        TableName: outputs.ClaimTableName,
        KeySchema: Table?.KeySchema,
        AttributeDefinitions: Table?.AttributeDefinitions,
        BillingMode: 'PAY_PER_REQUEST',
      }),
    );
    expect(await emittedIds()).toEqual(ids);
  }, 60_000);

  // That the bus is missing cannot be shown here: this emulator takes events for any bus. On a fake bus it is.
  describe('through a faulty connection', () => {
    let proxy: FaultProxy;

    beforeAll(async () => {
      proxy = await startFaultProxy(endpoint, { host: 'signed' });
      await restart('Worker', { AWS_ENDPOINT_URL_EVENTBRIDGE: proxy.url });
    });
    afterAll(async () => {
      proxy.plan = () => 'pass';
      await settled(SECOND_RETRY_MS);
      await restart('Worker');
      await proxy.stop();
    });

    it('the bus throttles', async () => {
      proxy.plan = ({ operation }) => (operation === 'PutEvents' ? 'throttle' : 'pass');
      await failsFirst();
      expect(proxy.calls.get('PutEvents')).toBeGreaterThan(0);
      proxy.plan = () => 'pass';
      expect(await emittedIds()).toEqual(ids);
    }, 60_000);
  });
});
