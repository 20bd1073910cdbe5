import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { GetQueueAttributesCommand, SetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startFaultProxy, type FaultProxy } from '../support/fakes/fault-proxy.ts';
import { commentsBody } from '../support/builders/meta.ts';
import { postSigned } from './callback.ts';
import { endpoint, outputs, readyForMeta, restart, sqs } from './deployment.ts';
import { openSubscription, type EventStream } from './event-tap.ts';
import { eventually } from './eventually.ts';
import { footprint, settled } from './footprint.ts';
import { killProcessOf } from './kill-process.ts';

const CHANGES = 25;
/** A killed worker backs off nothing: its messages come back when their visibility time-out is over. */
const VISIBILITY_SECONDS = { deployed: 360, here: 3 };
const COMES_BACK_MS = 45_000;

let subscription: EventStream;
let proxy: FaultProxy;
let ids: string[];

const setVisibility = async (seconds: number): Promise<unknown> =>
  sqs.send(
    new SetQueueAttributesCommand({
      QueueUrl: outputs.DeliveryQueueUrl,
      Attributes: { VisibilityTimeout: String(seconds) },
    }),
  );

beforeAll(async () => {
  await readyForMeta();
  subscription = await openSubscription();
  proxy = await startFaultProxy(endpoint, { host: 'signed' });
  await restart('Worker', { AWS_ENDPOINT_URL_EVENTBRIDGE: proxy.url });
  await setVisibility(VISIBILITY_SECONDS.here);
});
beforeEach(() => {
  ids = Array.from({ length: CHANGES }, () => randomUUID()).sort();
  proxy.calls.clear();
});
afterAll(async () => {
  proxy.plan = () => 'pass';
  await settled(COMES_BACK_MS);
  await setVisibility(VISIBILITY_SECONDS.deployed);
  await restart('Worker');
  await proxy.stop();
  await subscription.close();
});

/** The operator's command, as its owner calls it: `npx meta-webhooks …`. */
const receiver = async (...words: string[]): Promise<string> => {
  const { stdout } = await promisify(execFile)(process.execPath, [
    join(import.meta.dirname, '../../bin/meta-webhooks.ts'),
    ...words,
    '--json',
  ]);
  return stdout;
};

const putEventsCalls = (): number => proxy.calls.get('PutEvents') ?? 0;
const emittedIds = async (): Promise<string[]> => {
  await settled(COMES_BACK_MS);
  return (await subscription.events()).map(({ detail }) => (detail.value as { readonly id: string }).id).sort();
};

describe('a worker process that is killed', () => {
  it('between claim and emission loses nothing and repeats nothing', async () => {
    proxy.plan = ({ operation }) => (operation === 'PutEvents' ? 'hang' : 'pass');
    expect(await postSigned(commentsBody(ids))).toMatchObject({ status: 200 });
    await eventually(() => Promise.resolve(putEventsCalls() > 0));
    expect(await killProcessOf('Worker')).toBeGreaterThan(0);
    proxy.plan = () => 'pass';
    expect(await emittedIds()).toEqual(ids);
  }, 60_000);

  it('between emission and delete repeats what was emitted, and loses nothing', async () => {
    let passed = 0;
    proxy.plan = ({ operation }) => (operation === 'PutEvents' && (passed += 1) > 1 ? 'hang' : 'pass');
    expect(await postSigned(commentsBody(ids))).toMatchObject({ status: 200 });
    await eventually(() => Promise.resolve(putEventsCalls() === 3));
    await eventually(async () => (await subscription.waiting()) === 10);
    expect(await killProcessOf('Worker')).toBeGreaterThan(0);
    proxy.plan = () => 'pass';
    const emitted = await emittedIds();
    expect([...new Set(emitted)]).toEqual(ids);
    expect(emitted).toHaveLength(CHANGES + 10);
  }, 60_000);
});

describe('a delivery that was tried too often', () => {
  const redrivePolicy = async (): Promise<{ deadLetterTargetArn: string; maxReceiveCount: number }> => {
    const asked = { QueueUrl: outputs.DeliveryQueueUrl, AttributeNames: ['RedrivePolicy' as const] };
    return JSON.parse((await sqs.send(new GetQueueAttributesCommand(asked))).Attributes?.['RedrivePolicy'] ?? '{}') as {
      deadLetterTargetArn: string;
      maxReceiveCount: number;
    };
  };
  const setMaxReceives = async (maxReceiveCount: number): Promise<unknown> => {
    const RedrivePolicy = JSON.stringify({ ...(await redrivePolicy()), maxReceiveCount });
    return sqs.send(
      new SetQueueAttributesCommand({ QueueUrl: outputs.DeliveryQueueUrl, Attributes: { RedrivePolicy } }),
    );
  };

  it('waits among the dead letters, and is emitted exactly once when the operator puts it back', async () => {
    expect((await redrivePolicy()).maxReceiveCount).toBe(12);
    await setMaxReceives(1);
    try {
      proxy.plan = ({ operation }) => (operation === 'PutEvents' ? 'throttle' : 'pass');
      expect(await postSigned(commentsBody(ids))).toMatchObject({ status: 200 });
      await eventually(async () => (await footprint()).deadLetters === 1, COMES_BACK_MS);
    } finally {
      await setMaxReceives(12);
    }
    proxy.plan = () => 'pass';
    expect(await receiver('dead-letters', 'list')).toContain('"deliveryId"');
    await receiver('dead-letters', 'redrive');
    expect(await emittedIds()).toEqual(ids);
    expect((await footprint()).deadLetters).toBe(0);
  }, 90_000);
});
