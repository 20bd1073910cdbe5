import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Context } from '../../../cli/context.ts';
import { openResources } from '../../../cli/aws/subscription-resources.ts';
import {
  createClient,
  startRecordingServer,
  type RecordedAnswer,
  type RecordingServer,
} from '../../support/fakes/recording-server.ts';

const refusal = (code: string): RecordedAnswer => ({
  status: 400,
  body: JSON.stringify({ __type: code, message: 'rejected' }),
});
const fine = (answer: object = {}): RecordedAnswer => ({ status: 200, body: JSON.stringify(answer) });
const PLACE = { bus: 'bus', name: 'meta-webhooks-listen-04e027-laptop' };
const PLAN = { pattern: '{"source":["meta.webhooks"]}', tags: { run: 'run', name: 'laptop', seenMs: 0 } };

let answers: Record<string, RecordedAnswer>;
let server: RecordingServer;
let created: RecordedAnswer[];
beforeEach(async () => {
  answers = {
    DescribeRule: refusal('ResourceNotFoundException'),
    GetQueueUrl: refusal('com.amazonaws.sqs#QueueDoesNotExist'),
    GetQueueAttributes: fine({ Attributes: { QueueArn: 'arn:queue' } }),
    PutRule: fine({ RuleArn: 'arn:rule' }),
    PutTargets: fine({ FailedEntryCount: 0, FailedEntries: [] }),
  };
  server = await startRecordingServer(({ headers }) => {
    const action = String(headers['x-amz-target']).split('.')[1] ?? '';
    return action === 'CreateQueue'
      ? (created.shift() ?? fine({ QueueUrl: `${server.url}/queue` }))
      : (answers[action] ?? fine());
  });
});
afterEach(async () => {
  await server.stop();
});

const actions = (): string[] => server.calls.map(({ headers }) => String(headers['x-amz-target']).split('.')[1] ?? '');

/** Opens with a clock that runs only while somebody waits. */
async function open(): Promise<{ readonly notes: string[]; readonly waitedMs: number; readonly opened: unknown }> {
  const notes: string[] = [];
  let nowMs = 0;
  const options = { ...createClient(server.url), maxAttempts: 1 };
  const context = {
    clients: {
      sqs: new SQSClient({ ...options, useQueueUrlAsEndpoint: false }),
      eventBridge: new EventBridgeClient(options),
    },
    ports: {
      now: () => nowMs,
      pause: async (ms: number) => Promise.resolve(void (nowMs += ms)),
      signal: new AbortController().signal,
    },
    output: { note: (text: string) => void notes.push(text) },
  } as unknown as Context;
  const opened = await openResources(context, PLACE, PLAN).catch((error: unknown) => error);
  return { notes, waitedMs: nowMs, opened };
}

describe('opening', () => {
  it('waits where the name was in use a moment ago: SQS gives it out again after a minute', async () => {
    created = Array.from({ length: 12 }, () => refusal('com.amazonaws.sqs#QueueDeletedRecently'));
    const { notes, waitedMs, opened } = await open();
    expect([opened, waitedMs, notes.length]).toEqual([{ queueUrl: `${server.url}/queue`, resumed: false }, 60_000, 1]);
  });

  it('does not wait for ever', async () => {
    created = Array.from({ length: 100 }, () => refusal('com.amazonaws.sqs#QueueDeletedRecently'));
    const { waitedMs, opened } = await open();
    expect(waitedMs).toBeLessThan(90_000);
    expect(opened).toMatchObject({ name: 'QueueDeletedRecently' });
    expect(actions()).not.toContain('PutRule');
  });

  it('removes the new resources if EventBridge rejects the queue as a target', async () => {
    created = [];
    answers['PutTargets'] = fine({
      FailedEntryCount: 1,
      FailedEntries: [{ TargetId: 'queue', ErrorCode: 'ManagedRuleException' }],
    });
    const { opened } = await open();
    expect(opened).toMatchObject({
      code: 'AWS_REFUSED',
      message: 'EventBridge rejected the queue as a target: ManagedRuleException',
    });
    expect(actions().slice(-3)).toEqual(['RemoveTargets', 'DeleteRule', 'DeleteQueue']);
  });

  it('leaves what an earlier run left, with what waits in it, where it cannot go on', async () => {
    answers['GetQueueUrl'] = fine({ QueueUrl: `${server.url}/queue` });
    answers['PutRule'] = refusal('AccessDeniedException');
    expect((await open()).opened).toMatchObject({ name: 'AccessDeniedException' });
    expect(actions()).not.toContain('DeleteQueue');
  });

  it('the target comes last: nothing is sent to a queue that may not take it', async () => {
    created = [];
    await open();
    expect(actions()).toEqual([
      'DescribeRule',
      'GetQueueUrl',
      'CreateQueue',
      'GetQueueAttributes',
      'PutRule',
      'SetQueueAttributes',
      'PutTargets',
    ]);
  });
});
