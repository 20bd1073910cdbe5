import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { bridgeEvent } from '../support/builders/bridge-event.ts';
import { endpoint, eventBridge, sqs } from './deployment.ts';
import { eventually } from './eventually.ts';
import { readLogGroup } from './launcher/function-logs.ts';
import { REDEPLOY_MS } from './redeploy.ts';
import { signedFetch } from './signed-fetch.ts';

const PROJECT = join(import.meta.dirname, '../..');
const CDK = join(PROJECT, 'node_modules/aws-cdk/bin/cdk');
const APP = `${JSON.stringify(process.execPath)} test/deploy/change-rule-app.ts`;

type Outputs = Readonly<Record<string, string>>;

const folder = mkdtempSync(join(tmpdir(), 'meta-webhooks-aws-change-rule-'));
const stacks: Record<string, Outputs> = {};

async function cdk(command: 'deploy' | 'destroy', ...args: string[]): Promise<void> {
  const flags = ['--app', APP, '--no-notices', '--output', join(folder, 'cdk.out'), ...args];
  await promisify(execFile)(process.execPath, [CDK, command, '--all', ...flags], { cwd: PROJECT });
}

async function deploy(...context: string[]): Promise<void> {
  const file = join(folder, 'outputs.json');
  await cdk('deploy', '--require-approval', 'never', '--outputs-file', file, ...context);
  Object.assign(stacks, JSON.parse(readFileSync(file, 'utf8')));
}

const busContext = (): string[] => ['-c', `busName=${stacks['ChangeRules']!['EventBusName']!}`];

/** Bodies of messages, received since the last call, by queue. */
const received = new Map<string, string[]>();
async function bodiesIn(QueueUrl: string): Promise<readonly string[]> {
  const bodies = received.get(QueueUrl) ?? [];
  const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
  bodies.push(...Messages.map(({ Body = '' }) => Body));
  received.set(QueueUrl, bodies);
  return bodies;
}
const arrival = async (queueUrl: string, id: string): Promise<string> =>
  eventually(async () => (await bodiesIn(queueUrl)).find((body) => body.includes(id)));

/** Puts a change on the bus, as the worker does. */
async function emit(id: string): Promise<void> {
  const { detail, source } = bridgeEvent('instagram.comments', { id });
  const EventBusName = stacks['ChangeRules']!['EventBusName']!;
  const entry = { EventBusName, Source: source, DetailType: 'instagram.comments', Detail: JSON.stringify(detail) };
  expect(await eventBridge.send(new PutEventsCommand({ Entries: [entry] }))).toMatchObject({ FailedEntryCount: 0 });
}

beforeAll(async () => {
  await deploy();
  await deploy(...busContext());
}, 2 * REDEPLOY_MS);
afterAll(async () => {
  await cdk('destroy', '--force', ...busContext());
  await cdk('destroy', '--force');
  rmSync(folder, { recursive: true });
}, 2 * REDEPLOY_MS);

describe.each([
  { where: 'the stack of the receiver', stack: 'ChangeRules' },
  { where: 'another stack', stack: 'ChangeRulesOtherStack' },
  { where: 'another app', stack: 'ChangeRulesOtherApp' },
])('a rule in $where', ({ stack }) => {
  const output = (name: string): string => stacks[stack]![name]!;

  it('delivers to a queue', async () => {
    const id = randomUUID();
    await emit(id);
    expect(JSON.parse(await arrival(output('InboxUrl'), id))).toMatchObject({
      source: 'meta.webhooks',
      'detail-type': 'instagram.comments',
      detail: { id },
    });
  });

  it('delivers to a function', async () => {
    const id = randomUUID();
    await emit(id);
    const logGroup = `/aws/lambda/${output('FunctionName')}`;
    const isLogged = async (): Promise<boolean> =>
      (await readLogGroup(endpoint, logGroup)).some((line) => line.includes(id));
    expect(await eventually(isLogged)).toBe(true);
  });

  // The emulator does not retry a function that a rule invokes, so the test invokes it as EventBridge does on AWS.
  it('leaves an event for which the function throws in the dead-letter queue', async () => {
    const event = bridgeEvent('instagram.comments', { id: randomUUID() });
    await signedFetch(endpoint, {
      service: 'lambda',
      path: `/2015-03-31/functions/${output('FunctionName')}/invocations`,
      headers: { 'x-amz-invocation-type': 'Event' },
      body: JSON.stringify(event),
    });
    const body = await arrival(output('FailuresUrl'), event.detail.id);
    expect(JSON.parse(body)).toMatchObject({ requestPayload: { detail: { id: event.detail.id } } });
  });
});
