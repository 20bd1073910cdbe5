import { PurgeQueueCommand, ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Checked } from '../../cli/commands/doctor/check.ts';
import { PLANTED, ruleFor, startOperator, type OperatorUnderTest } from '../support/harness/operator-under-test.ts';

let operator: OperatorUnderTest;
beforeAll(async () => {
  operator = await startOperator();
});
afterAll(async () => {
  await operator.stop();
});
beforeEach(() => {
  operator.reset();
});
afterEach(async () => {
  expect(await operator.leftOver()).toEqual([]);
  for (const secret of Object.values(PLANTED)) expect(operator.shown.join('')).not.toContain(secret);
});

interface DoctorDocument {
  readonly checks: readonly Checked[];
  readonly summary: Record<string, number>;
}

const examine = async (...args: readonly string[]) => operator.json<DoctorDocument>(['doctor', ...args]);

/** What one check says, without the end-to-end check, which takes longest. */
const oneOf = async (check: string): Promise<Checked | undefined> =>
  (await examine('--no-round-trip')).checks.find((one) => one.check === check);

describe('dead letters', () => {
  it('fail, and say where to look', async () => {
    await operator.command.deadLetter('{"cut', { reason: 'INVALID_JSON' });
    const found = await oneOf('dead letters');
    await operator.command.clients.sqs.send(
      new PurgeQueueCommand({ QueueUrl: operator.command.receiver.aws.deadLetterQueueUrl }),
    );
    expect(found).toMatchObject({
      status: 'failed',
      message: 'about 1 delivery failed 12 times or could not be parsed',
      hint: expect.stringContaining('npx meta-webhooks dead-letters list'),
    });
  });
});

describe('queue', () => {
  beforeEach(async () => {
    operator.callback.working = false;
    const { queueUrl: QueueUrl } = operator.command.receiver.aws;
    await operator.command.clients.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: '{}' }));
  });
  afterEach(async () => {
    await operator.command.clients.sqs.send(
      new PurgeQueueCommand({ QueueUrl: operator.command.receiver.aws.queueUrl }),
    );
  });

  it.each([
    {
      ages: [],
      want: {
        status: 'ok',
        message: 'about 1 delivery in the queue, 0 of them in progress or backing off; CloudWatch has no age yet',
      },
    },
    {
      ages: [300, 5_000],
      want: {
        status: 'ok',
        message: 'about 1 delivery in the queue, 0 of them in progress or backing off; the oldest is 300 s old',
      },
    },
    {
      ages: [301],
      want: {
        status: 'warning',
        message: 'about 1 delivery in the queue, 0 of them in progress or backing off; the oldest is 301 s old',
        hint: "Check the worker's log for errors, then worker.maxConcurrency.",
      },
    },
    {
      ages: [3_601],
      want: {
        status: 'failed',
        message: 'about 1 delivery in the queue, 0 of them in progress or backing off; the oldest is 3,601 s old',
      },
    },
  ])('whose ages are $ages, newest first', async ({ ages, want }) => {
    operator.cloudWatch.ages = ages;
    expect(await oneOf('queue')).toMatchObject(want);
  });

  it.each([
    {
      more: 99,
      want: {
        status: 'ok',
        message: 'about 100 deliveries in the queue, 100 of them in progress or backing off; the oldest is 10 s old',
      },
    },
    {
      more: 100,
      want: {
        status: 'warning',
        message: 'about 101 deliveries in the queue, 101 of them in progress or backing off; the oldest is 10 s old',
      },
    },
  ])('warns of more than 100 deliveries that the age may leave out: $more more', async ({ more, want }) => {
    operator.cloudWatch.ages = [10];
    await putInFlight(more);
    expect(await oneOf('queue')).toMatchObject(want);
  });
});

/** Sends more messages and receives all of them, so that they are invisible as they are while they back off. */
async function putInFlight(more: number): Promise<void> {
  const { sqs } = operator.command.clients;
  const { queueUrl: QueueUrl } = operator.command.receiver.aws;
  for (let sent = 0; sent < more; sent += 1) await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: '{}' }));
  for (let received = 0; received < more + 1;) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 600 }),
    );
    received += Messages.length;
  }
}

describe('alarms', () => {
  const named = (name: string, state: 'OK' | 'ALARM', composite = false) => ({ name, state, composite });

  it('that went off fail by name, composite ones and those of further pages too', async () => {
    operator.cloudWatch.alarms = [
      named('MetaWebhooks-errors', 'OK'),
      named('MetaWebhooks-silence-meta', 'OK'),
      named('MetaWebhooks-secret', 'ALARM'),
      named('MetaWebhooks-all', 'ALARM', true),
    ];
    expect(await oneOf('alarms')).toMatchObject({
      status: 'failed',
      message: '2 of 4 alarms in ALARM state: MetaWebhooks-secret, MetaWebhooks-all',
    });
  });

  it.each([
    { alarm: 'oldest-message', dimension: 'QueueName' },
    { alarm: 'dead-letters', dimension: 'QueueName' },
    { alarm: 'table-throttles', dimension: 'TableName' },
  ])('that watch what the pipeline had before it was deployed anew fail: $alarm', async ({ alarm, dimension }) => {
    const dimensions = { [dimension]: 'of-before' };
    operator.cloudWatch.alarms = [{ name: `MetaWebhooks-${alarm}`, state: 'OK', dimensions }];
    expect(await oneOf('alarms')).toMatchObject({
      status: 'failed',
      message: `1 alarm on resources that MetaWebhooks no longer has: MetaWebhooks-${alarm}`,
      hint: 'Run `npx cdk deploy --force` for the stack of MetaWebhooksMonitoring.',
    });
  });

  it('that watch what the pipeline has are ok', async () => {
    const QueueName = operator.command.receiver.aws.queueUrl.split('/').at(-1)!;
    operator.cloudWatch.alarms = [{ name: 'MetaWebhooks-oldest-message', state: 'OK', dimensions: { QueueName } }];
    expect(await oneOf('alarms')).toMatchObject({ status: 'ok' });
  });

  it('of other stacks do not count', async () => {
    // The last is of a receiver whose name starts with this one's.
    operator.cloudWatch.alarms = [named('Billing', 'ALARM'), named('MetaWebhooks-Shop-errors', 'ALARM')];
    expect(await oneOf('alarms')).toMatchObject({
      status: 'skipped',
      message: 'the receiver MetaWebhooks of MetaWebhooks has no alarms',
      hint: 'Deploy MetaWebhooksMonitoring for the dashboard and the alarms: `npx cdk deploy --all`.',
    });
  });

  it('that may not be looked at fail', async () => {
    operator.cloudWatch.refuseWith = 'AccessDeniedException';
    expect(await oneOf('alarms')).toMatchObject({ status: 'failed', code: 'ACCESS_DENIED' });
  });
});

describe('listeners', () => {
  it.each([
    { rule: 'no rule at all', only: undefined },
    { rule: 'a rule without targets', only: ruleFor('idle', { targets: new Map() }) },
    { rule: 'a rule that is off', only: ruleFor('off', { state: 'DISABLED' }) },
    { rule: "a rule for somebody else's events", only: ruleFor('other', { pattern: '{"source":["aws.s3"]}' }) },
    { rule: "an archive's own rule", only: ruleFor('archive', { managedBy: 'prod.vhs.events.aws.internal' }) },
  ])('$rule catches nothing: a warning', async ({ only }) => {
    operator.rules.rules.clear();
    if (only) operator.rules.rules.set(only.name, only);
    expect(await oneOf('listeners')).toMatchObject({
      status: 'warning',
      message: 'no rule on the bus has targets, so events are dropped',
      hint: expect.stringContaining('receiver.onChange'),
    });
  });

  it.each([
    { rule: 'a rule on a further page', pattern: '{"source":["meta.webhooks"]}' },
    { rule: 'a rule for a detail-type only', pattern: '{"detail-type":["page.feed"]}' },
    { rule: 'a rule for a prefix of sources', pattern: '{"source":[{"prefix":"meta."}]}' },
  ])('$rule counts', async ({ pattern }) => {
    operator.rules.rules.clear();
    for (const name of ['a', 'b']) operator.rules.rules.set(name, ruleFor(name, { state: 'DISABLED' }));
    operator.rules.rules.set('c', ruleFor('c', { pattern }));
    expect(await oneOf('listeners')).toMatchObject({ status: 'ok', message: '1 rule on the bus with 1 target' });
  });
});
