import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import type { Fault } from '../support/fakes/fault-proxy.ts';
import { startCommandUnderTest, type CommandUnderTest } from '../support/harness/command-under-test.ts';
import { commentsBody } from '../support/builders/meta.ts';
import { toEnvironment, runInProcess } from '../support/harness/run-receiver.ts';

let command: CommandUnderTest;
beforeAll(async () => {
  command = await startCommandUnderTest();
});
afterAll(async () => {
  await command.stop();
});
afterEach(async () => {
  const { receiver, cloud } = command;
  receiver.proxies.fauxqs.plan = () => 'pass';
  await receiver.aws.queues.purgeQueues();
  await receiver.aws.emptyBucket();
  receiver.bus.events.length = 0;
  cloud.moveTasks = [];
  cloud.moves.length = 0;
});

const UNREADABLE = '019b7600-0000-7000-8000-000000000001';
const UNKNOWN = '019b7600-0000-7000-8000-00000000ffff';

/** A delivery that the worker cannot parse, which it dead-letters. */
async function deadLetterUnreadable(): Promise<void> {
  await command.deadLetter('{"cut secret-text', {
    deliveryId: UNREADABLE,
    app: 'meta',
    receivedAt: '2026-01-31T12:00:00.000Z',
    encoding: 'text',
    reason: 'INVALID_JSON',
  });
}

/** Deliveries that fail until SQS gives them up. */
async function fail(...bodies: readonly Buffer[]): Promise<void> {
  command.receiver.bus.judge = () => 'InternalFailure';
  for (const body of bodies) expect(await command.receiver.post(body)).toMatchObject({ statusCode: 200 });
  for (let i = 0; i < 13 * Math.ceil(bodies.length / 10); i += 1) await command.receiver.work();
  command.receiver.bus.judge = () => 'take';
}

interface Listed {
  readonly deadLetters: readonly {
    readonly deliveryId: string;
    readonly receives: number;
    readonly reason: string | null;
    readonly bytes: number;
    readonly expiresAt: string;
    readonly firstEnqueuedAt: string;
  }[];
}

const failedIds = async (): Promise<string[]> =>
  (await command.json<Listed>('dead-letters', 'list')).deadLetters
    .filter(({ reason }) => reason === null)
    .map(({ deliveryId }) => deliveryId);

const emittedIds = (): string[] =>
  command.receiver.bus.events.map(({ Detail }) => (JSON.parse(Detail) as { value: { id: string } }).value.id).sort();

describe('dead-letters redrive, where the service has no move task', () => {
  it('moves what failed, which is then emitted exactly once, and leaves what nobody can read', async () => {
    await fail(commentsBody(['17960000000000011', '17960000000000012']), commentsBody(['17960000000000013']));
    await deadLetterUnreadable();
    const { code, stdout } = await command.run('dead-letters', 'redrive');
    expect([code, stdout]).toEqual([
      0,
      'Moved 2 dead letters to the delivery queue; about 1 left.\nNot moved because they cannot be read: 1 ' +
        'message. Use --include-unreadable to move them too.\n',
    ]);
    expect(await command.inQueues()).toEqual({ deliveries: 2, deadLetters: 1 });
    await command.receiver.drain();
    expect(emittedIds()).toEqual(['17960000000000011', '17960000000000012', '17960000000000013']);
  });

  it('emits only the rest of a delivery of which some was emitted before', async () => {
    command.receiver.bus.judge = ({ Detail }) => (Detail.includes('17960000000000021') ? 'take' : 'InternalFailure');
    await command.receiver.post(commentsBody(['17960000000000021', '17960000000000022']));
    for (let i = 0; i < 13; i += 1) await command.receiver.work();
    command.receiver.bus.judge = () => 'take';
    expect((await command.run('dead-letters', 'redrive')).code).toBe(0);
    await command.receiver.drain();
    expect(emittedIds()).toEqual(['17960000000000021', '17960000000000022']);
  });

  it('keeps body and attributes, but not the reason, and says that it was moved', async () => {
    const attributes = {
      deliveryId: UNREADABLE,
      app: 'meta',
      receivedAt: '2026-01-31T12:00:00.000Z',
      encoding: 'text',
      origin: JSON.stringify({ replayOf: UNKNOWN, nonce: 'n' }),
    };
    await command.deadLetter('{"cut', { ...attributes, reason: 'INVALID_JSON' });
    const { code, stdout } = await command.run('dead-letters', 'redrive', '--include-unreadable');
    expect([code, stdout]).toEqual([0, 'Moved 1 dead letter to the delivery queue; about 0 left.\n']);
    const { Messages: [message] = [] } = await command.clients.sqs.send(
      new ReceiveMessageCommand({ QueueUrl: command.receiver.aws.queueUrl, MessageAttributeNames: ['All'] }),
    );
    expect(message!.Body).toBe('{"cut');
    const { origin = '', ...others } = Object.fromEntries(
      Object.entries(message!.MessageAttributes!).map(([name, { StringValue }]) => [name, StringValue]),
    );
    const { origin: before, ...kept } = attributes;
    expect(others).toEqual(kept);
    expect(JSON.parse(origin)).toEqual({
      ...(JSON.parse(before) as object),
      moved: expect.stringMatching(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
    });
  });

  it('does not move again what the worker has dead-lettered again in the meantime', async () => {
    // SQS hands out 10 messages at most: two of these come after the same delivery was moved.
    for (let copy = 0; copy < 12; copy += 1) await deadLetterUnreadable();
    const moved = await command.json('dead-letters', 'redrive', '--include-unreadable');
    expect(moved).toMatchObject({ by: 'hand', moved: 10, failed: [], left: 2 });
  });

  it('moves only the deliveries that are named, and says which are not there', async () => {
    await fail(commentsBody(['17960000000000031']), commentsBody(['17960000000000032']));
    const [first = ''] = await failedIds();
    const result = await command.json('dead-letters', 'redrive', '--delivery-id', first, '--delivery-id', UNKNOWN);
    expect(result).toMatchObject({ code: 1, moved: 1, movedIds: [first], unknown: [UNKNOWN] });
    expect(await command.inQueues()).toEqual({ deliveries: 1, deadLetters: 1 });
  });

  it('with --dry-run says what it would do, and does nothing', async () => {
    await fail(commentsBody(['17960000000000041']));
    await deadLetterUnreadable();
    const [id = ''] = await failedIds();
    const { code, stdout } = await command.run('dead-letters', 'redrive', '--dry-run');
    expect(code).toBe(0);
    expect(stdout).toMatch(
      new RegExp(
        `^would move  ${id}  meta .*\nwould stay  ${UNREADABLE}  meta  .* INVALID_JSON\n\nWould move 1 dead ` +
          `letter. Dry run: nothing was moved.\n`,
      ),
    );
    expect(await command.inQueues()).toEqual({ deliveries: 0, deadLetters: 2 });
    expect((await command.run('dead-letters', 'redrive', '--dry-run', '--delivery-id', UNKNOWN)).code).toBe(1);
  });

  it('says that there is nothing to move', async () => {
    expect(await command.run('dead-letters', 'redrive')).toEqual({
      code: 0,
      stdout: 'No visible dead letters.\n',
      stderr: '',
    });
  });

  it.each<{ change: string; rule: string; operation: string; fault: Fault; want: string; queues: object }>([
    {
      change: '17960000000000051',
      rule: 'a queue that says no',
      operation: 'SendMessage',
      fault: 'throttle',
      want: 'NOT_SENT',
      queues: { deliveries: 0, deadLetters: 1 },
    },
    {
      change: '17960000000000052',
      rule: 'an answer that got lost',
      operation: 'SendMessage',
      fault: 'lose',
      want: 'MAYBE_SENT',
      queues: { deliveries: 1, deadLetters: 1 },
    },
    {
      change: '17960000000000053',
      rule: 'a delete that fails',
      operation: 'DeleteMessage',
      fault: 'refuse',
      want: 'SENT_NOT_DELETED',
      queues: { deliveries: 1, deadLetters: 1 },
    },
  ])('loses nothing by $rule, and says where it is', async ({ change, operation, fault, want, queues }) => {
    await fail(commentsBody([change]));
    const [id = ''] = await failedIds();
    command.receiver.proxies.fauxqs.plan = (call) => (call.operation === operation ? fault : 'pass');
    const { code, stdout, stderr } = await command.run('dead-letters', 'redrive');
    expect([code, stdout]).toEqual([1, 'Moved 0 dead letters to the delivery queue; about 1 left.\n']);
    expect(stderr).toMatch(new RegExp(`\n${want}  ${id}: .+\n$`));
    expect(await command.inQueues()).toEqual(queues);
  });

  it('stops at Ctrl-C and puts back what it holds', async () => {
    for (let i = 0; i < 30; i += 1)
      await command.deadLetter('{}', {
        deliveryId: `${UNREADABLE.slice(0, -2)}${String(i).padStart(2, '0')}`,
        app: 'meta',
        receivedAt: '2026-01-31T12:00:00.000Z',
        encoding: 'text',
      });
    const interrupted = new AbortController();
    let sends = 0;
    command.receiver.proxies.fauxqs.plan = ({ operation }) => {
      if (operation === 'SendMessage' && (sends += 1) === 4) interrupted.abort();
      return 'pass';
    };
    let waits = 0;
    // The first message goes at once, the next three after a wait; what would follow still waits at the interruption.
    const pause = async (_ms: number, signal?: AbortSignal): Promise<void> => {
      if ((waits += 1) > 3 && signal?.aborted === false) await once(signal, 'abort');
      signal?.throwIfAborted();
    };
    const { code, stdout, stderr } = await runInProcess(
      ['dead-letters', 'redrive', '--rate', '1'],
      toEnvironment(command.cloud.url),
      { signal: interrupted.signal, pause },
    );
    expect(code).toBe(1);
    expect(stdout).toBe('Moved 4 dead letters to the delivery queue.\n');
    expect(stderr).toMatch(/error INTERRUPTED: interrupted\nhint: .*\n$/);
    expect((await command.receiver.aws.queues.inspectQueue('dead-letters'))!.messages.ready).toHaveLength(26);
  });
});

describe("dead-letters redrive by SQS's move task", () => {
  const arns = {
    SourceArn: 'arn:aws:sqs:us-east-1:000000000000:dead-letters',
    DestinationArn: 'arn:aws:sqs:us-east-1:000000000000:deliveries',
  };
  const EARLIER = { Status: 'COMPLETED', ApproximateNumberOfMessagesMoved: 99, StartedTimestamp: 1 };
  const DONE = { Status: 'COMPLETED', ApproximateNumberOfMessagesMoved: 7, StartedTimestamp: 2 };
  const pause = (): Promise<void> => Promise.resolve();
  const redrive = async (...args: readonly string[]) =>
    runInProcess(['dead-letters', 'redrive', ...args], toEnvironment(command.cloud.url), { pause });
  const some = async (): Promise<void> =>
    command.deadLetter('{}', {
      deliveryId: UNKNOWN,
      app: 'meta',
      receivedAt: '2026-01-31T12:00:00.000Z',
      encoding: 'text',
    });

  it('names source and destination, and waits until its own task is through', async () => {
    await some();
    command.cloud.moveTasks = [
      EARLIER,
      EARLIER,
      {
        Status: 'RUNNING',
        ApproximateNumberOfMessagesMoved: 3,
        ApproximateNumberOfMessagesToMove: 7,
        StartedTimestamp: 2,
      },
      DONE,
    ];
    const { code, stdout } = await redrive('--rate', '20');
    expect(command.cloud.moves).toEqual([{ ...arns, MaxNumberOfMessagesPerSecond: 20 }]);
    expect([code, stdout]).toEqual([
      0,
      'Moved 7 dead letters to the delivery queue with an SQS move task; about 1 left.\n',
    ]);
  });

  it('leaves the rate to SQS unless it is named', async () => {
    await some();
    command.cloud.moveTasks = [EARLIER, DONE];
    await redrive();
    expect(command.cloud.moves).toEqual([arns]);
  });

  it('is not used where it would move what nobody can read', async () => {
    await some();
    await deadLetterUnreadable();
    command.cloud.moveTasks = [EARLIER, DONE];
    expect((await redrive()).code).toBe(0);
    expect([command.cloud.moves, await command.inQueues()]).toEqual([[], { deliveries: 1, deadLetters: 1 }]);
    await redrive('--include-unreadable');
    expect(command.cloud.moves).toEqual([arns]);
  });

  it('fails where the task fails, with its reason', async () => {
    await some();
    command.cloud.moveTasks = [
      EARLIER,
      {
        Status: 'FAILED',
        StartedTimestamp: 2,
        ApproximateNumberOfMessagesMoved: 2,
        FailureReason: 'AWS.SimpleQueueService.NonExistentQueue',
      },
    ];
    const { code, stderr } = await redrive();
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^error MOVE_FAILED: the SQS move task ended with status FAILED after 2 messages: AWS.SimpleQueueService.NonExistentQueue\nhint: .*\n$/,
    );
  });

  it('is not started beside another', async () => {
    await some();
    command.cloud.moveTasks = [{ Status: 'RUNNING', TaskHandle: 'handle', ApproximateNumberOfMessagesMoved: 5 }];
    const { code, stderr } = await redrive();
    expect([code, command.cloud.moves]).toEqual([1, []]);
    expect(stderr).toMatch(/^error MOVE_UNDER_WAY: .*5 moved.*\nhint: .*--task-handle handle`.\n$/);
  });

  it('goes on without us after Ctrl-C, and we say how to stop it', async () => {
    await some();
    command.cloud.moveTasks = [EARLIER, { Status: 'RUNNING', StartedTimestamp: 2 }];
    const interrupted = new AbortController();
    const { code, stderr } = await runInProcess(['dead-letters', 'redrive'], toEnvironment(command.cloud.url), {
      signal: interrupted.signal,
      pause: () => {
        interrupted.abort();
        return Promise.reject(new Error('aborted'));
      },
    });
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^error INTERRUPTED: interrupted; the move task continues in SQS\nhint: .*cancel-message-move-task.*\n$/,
    );
  });
});
