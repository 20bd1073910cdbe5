import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { DeleteQueueCommand, GetQueueAttributesCommand, ListQueueTagsCommand } from '@aws-sdk/client-sqs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../deploy/eventually.ts';
import { firstCalls } from '../support/fakes/fault-proxy.ts';
import {
  clockAhead,
  freshIds,
  startListenUnderTest,
  type ListenUnderTest,
} from '../support/harness/listen-under-test.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

let test: ListenUnderTest;
beforeAll(async () => {
  test = await startListenUnderTest();
});
afterAll(async () => {
  await test.stop();
});
afterEach(async () => {
  const { receiver } = test.command;
  receiver.bus.rules.refuse = () => undefined;
  receiver.proxies.fauxqs.plan = () => 'pass';
  // Whatever happened, nothing is left over for ever.
  await clockAhead(test, 20 * DAY_MS).cleanUp();
  expect([test.rules(), await test.queues()]).toEqual([[], []]);
});

const fresh = freshIds('1795');

const lines = (text: string): string[] => text.split('\n').filter((line) => line !== '');
interface Line {
  readonly 'detail-type': string;
  readonly detail: {
    readonly id: string;
    readonly entryId: string;
    readonly value?: { readonly id: string; readonly text: string };
  };
}
const parsed = (text: string): Line[] => lines(text).map((line) => JSON.parse(line) as Line);
const getId = (commentId: string): string =>
  createHash('sha256')
    .update(JSON.stringify([1, 'meta', 'instagram', 'comments', 'comments', '17841400000000001', { id: [commentId] }]))
    .digest('hex');

describe('what it shows', () => {
  it('one line an event, without anything of a message', async () => {
    const [one, two] = fresh(2) as [string, string];
    const { result } = await test.listen(['--count', '2']);
    await test.emit(one, two);
    const { code, stdout, stderr } = await result;
    expect([code, lines(stdout).length]).toEqual([0, 2]);
    for (const id of [one, two])
      expect(stdout).toMatch(
        new RegExp(`^\\d{4}-\\S+Z {2}instagram.comments {2}comments {2}17841400000000001 {2}${getId(id)}$`, 'm'),
      );
    expect(stdout + stderr).not.toMatch(/synthetic/);
    expect(lines(stderr)).toEqual([
      'Listening. Press Ctrl-C to end. Times are UTC.',
      'Removed the rule and the queue.',
      '2 events.',
    ]);
  });

  it('weak events as weak', async () => {
    const { result } = await test.listen(['--count', '1']);
    await test.command.receiver.post(
      Buffer.from('{"object":"page","entry":[{"id":"1","time":1767225600,"changed_fields":["about"]}]}'),
    );
    await test.command.receiver.drain();
    expect((await result).stdout).toMatch(/ {2}page\.about {2}about {2}1 {2}[0-9a-f]{64} {2}weak\n$/);
  });

  it('with --values what was said, as JSON that no terminal obeys', async () => {
    const said = 'red \u001b[31m, back \b, C1 \u009b, turned \u202e round, new\nline, Grüße \u{1f44b}';
    const { result } = await test.listen(['--count', '1', '--values']);
    const value = { id: fresh(1)[0], text: said };
    await test.command.receiver.post(
      Buffer.from(
        JSON.stringify({ object: 'instagram', entry: [{ id: '1', time: 1, changes: [{ field: 'comments', value }] }] }),
      ),
    );
    await test.command.receiver.drain();
    const { stdout } = await result;
    expect(stdout).not.toMatch(/(?!\n)[\p{Cc}\p{Bidi_Control}]/u);
    expect(stdout).toContain('Grüße \u{1f44b}');
    expect(JSON.parse(lines(stdout)[1] ?? '')).toEqual(value);
  });

  it('with --json a line of JSON an event, its value only by --values', async () => {
    const [one, two] = fresh(2) as [string, string];
    const without = await test.listen(['--count', '1', '--json']);
    await test.emit(one);
    const first = await without.result;
    expect([first.code, first.stderr]).toEqual([0, '']);
    expect(parsed(first.stdout)).toMatchObject([{ 'detail-type': 'instagram.comments', detail: { id: getId(one) } }]);
    expect(first.stdout).not.toMatch(/synthetic|"value"/);
    const withValues = await test.listen(['--count', '1', '--json', '--values']);
    await test.emit(two);
    expect(parsed((await withValues.result).stdout)).toMatchObject([
      { detail: { value: { id: two, text: 'synthetic' } } },
    ]);
  });

  it('what only looks like an event of ours, harmlessly', async () => {
    const { result } = await test.listen(['--count', '1']);
    await test.command.receiver.bus.rules.deliver({
      Source: 'meta.webhooks',
      DetailType: 'x\u001b[2J',
      Detail: '{"id":{},"kind":7}',
      Time: 1,
    });
    expect((await result).stdout).toBe('1970-01-01T00:00:01Z  x?[2J  -  -  -\n');
  });

  it('everything to everybody who listens', async () => {
    const desired = fresh(12);
    const both = [
      await test.listen(['--count', '12', '--json', '--values']),
      await test.listen(['--count', '12', '--json', '--values']),
    ];
    await test.emit(...desired);
    for (const { result } of both)
      expect(
        parsed((await result).stdout)
          .map(({ detail }) => detail.value?.id)
          .sort(),
      ).toEqual(desired);
  });
});

describe('rule and queue', () => {
  it('the queue is encrypted, keeps two weeks, takes from its rule alone, and says what it is', async () => {
    const { interrupt, result } = await test.listen([]);
    const [name = ''] = test.rules();
    expect(name).toMatch(/^meta-webhooks-listen-[0-9a-f]{6}-[0-9a-f-]{36}$/);
    expect(await test.queues()).toEqual([name]);
    const { sqs } = test.command.clients;
    const QueueUrl = (await test.command.receiver.aws.queues.inspectQueue(name))!.url;
    const { Attributes = {} } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
    expect(Attributes).toMatchObject({ SqsManagedSseEnabled: 'true', MessageRetentionPeriod: '1209600' });
    expect(JSON.parse(Attributes['Policy'] ?? '')).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: 'events.amazonaws.com' },
          Action: 'sqs:SendMessage',
          Resource: Attributes['QueueArn'],
          Condition: { ArnEquals: { 'aws:SourceArn': `arn:aws:events:eu-central-1:000000000000:rule/bus/${name}` } },
        },
      ],
    });
    expect((await sqs.send(new ListQueueTagsCommand({ QueueUrl }))).Tags).toMatchObject({
      'meta-webhooks:purpose': 'temporary: receiver listen',
    });
    interrupt();
    expect((await result).code).toBe(0);
  });

  it.each([
    { args: [], want: { source: ['meta.webhooks'] } },
    { args: ['--object', 'instagram'], want: { source: ['meta.webhooks'], detail: { object: ['instagram'] } } },
    {
      args: ['--app', 'meta', '--object', 'page', '--object', 'instagram', '--field', 'messages', '--kind', 'message'],
      want: {
        source: ['meta.webhooks'],
        detail: { app: ['meta'], object: ['page', 'instagram'], field: ['messages'], kind: ['message'] },
      },
    },
  ])('filters are the pattern: $args', async ({ args, want }) => {
    const { interrupt, result } = await test.listen(args);
    const [rule] = test.command.receiver.bus.rules.rules.values();
    expect(JSON.parse(rule!.pattern)).toEqual(want);
    interrupt();
    await result;
  });

  it('what is filtered out is not heard', async () => {
    const desired = fresh(1);
    const { result } = await test.listen(['--field', 'comments', '--count', '1', '--json']);
    await test.command.receiver.post(
      Buffer.from('{"object":"page","entry":[{"id":"1","time":2,"changed_fields":["about"]}]}'),
    );
    await test.emit(...desired);
    expect(parsed((await result).stdout).map((line) => line['detail-type'])).toEqual(['instagram.comments']);
  });

  it('refused half way, nothing is left', async () => {
    test.command.receiver.bus.rules.refuse = (action) =>
      action === 'PutTargets' ? 'AccessDeniedException' : undefined;
    const { code, stdout, stderr } = await (await test.listen([])).result;
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^error ACCESS_DENIED: [^\n]+\nhint: [^\n]+\n$/);
    expect([test.rules(), await test.queues()]).toEqual([[], []]);
  });
});

describe('the end', () => {
  const gone = async (): Promise<void> => {
    expect([test.rules(), await test.queues()]).toEqual([[], []]);
  };

  it.each(['SIGINT', 'SIGTERM'] as const)('by %s removes both, with a name too', async (signal) => {
    const { process, result } = await test.listenInChildProcess('--name', 'ends');
    process.kill(signal);
    expect(await result).toMatchObject({ code: 0, stdout: '' });
    await gone();
  });

  it('by --for, with 1 where --count was not reached', async () => {
    expect(await (await test.listen(['--for', '1s'])).result).toMatchObject({ code: 0 });
    await gone();
    expect(await (await test.listen(['--for', '1s', '--count', '1'])).result).toMatchObject({ code: 1 });
    await gone();
  });

  it('by a reader that has seen enough removes both', async () => {
    const { process, result } = await test.listenInChildProcess();
    result.catch(() => undefined); // nobody reads to the end
    const closed = once(process, 'close');
    process.stdout.destroy();
    await test.emit(...fresh(3));
    expect((await closed)[0]).toBe(0);
    await gone();
  });

  it('that is refused says what is left over', async () => {
    const { interrupt, result } = await test.listen([]);
    test.command.receiver.bus.rules.refuse = (action) =>
      action === 'DeleteRule' ? 'AccessDeniedException' : undefined;
    interrupt();
    const { code, stderr } = await result;
    expect(code).toBe(0);
    expect(stderr).toMatch(
      /Could not remove the rule and the queue \(rejected\). Run `npx meta-webhooks listen --clean-up` to remove them\.\n/,
    );
  });
});

describe('a run that was killed', () => {
  it('is gone on with by its name, and nothing is missed', async () => {
    const [seen, inFlight, ...later] = fresh(32) as [string, string, ...string[]];
    const killed = await test.listenInChildProcess('--name', 'laptop', '--json', '--values');
    let shown = '';
    killed.process.stdout.on('data', (chunk) => (shown += String(chunk)));
    await test.emit(seen);
    await eventually(async () => Promise.resolve(shown.includes(seen)));
    killed.process.kill('SIGKILL');
    await killed.result;
    await test.emit(inFlight);
    await test.emit(...later);
    await test.timeOut(); // SQS may have handed one to the dead
    const { result } = await test.listen(['--name', 'laptop', '--count', '31', '--json', '--values']);
    const resumed = await result;
    const heard = parsed(resumed.stdout).map(({ detail }) => detail.value?.id);
    expect(new Set([...parsed(shown).map(({ detail }) => detail.value?.id), ...heard])).toEqual(
      new Set([seen, inFlight, ...later]),
    );
    expect(resumed.code).toBe(0);
  });

  it('says that it goes on, and refuses other filters', async () => {
    await test.leaveBehind('--name', 'filters', '--field', 'comments');
    const other = await (await test.listen(['--name', 'filters', '--field', 'mentions'])).result;
    expect(other).toMatchObject({ code: 2, stdout: '' });
    expect(other.stderr).toMatch(/^error USAGE: this --name is already used with other filters\nhint: [^\n]+\n$/);
    const { interrupt, result } = await test.listen(['--name', 'filters', '--field', 'comments']);
    interrupt();
    expect((await result).stderr).toContain(
      'Listening. Resumes with the events since the last run of this name. Times are UTC.\n',
    );
  });

  it('and lives anyway ends when another has taken over, and removes nothing', async () => {
    let aheadMs = 0;
    const first = await test.listen(['--name', 'twice'], { now: () => Date.now() + aheadMs });
    const second = await test.listen(['--name', 'twice', '--json', '--values']);
    aheadMs = 3 * MINUTE_MS;
    await test.emit(...fresh(2)); // either gets them; both wake up in time
    const { code, stderr } = await first.result;
    expect(code).toBe(1);
    expect(stderr).toMatch(/error LISTEN_TAKEN_OVER: [^\n]+\nhint: [^\n]+\n$/);
    expect(test.rules()).toHaveLength(1);
    const [desired = ''] = fresh(1);
    await test.emit(desired);
    await eventually(async () => Promise.resolve(second.stdout().includes(desired)));
    second.interrupt();
    expect((await second.result).code).toBe(0);
  });
});

describe('while it runs', () => {
  it('it outlives a network that is gone for a while, and misses nothing', async () => {
    const [before = '', meanwhile = ''] = fresh(2);
    const pauses: number[] = [];
    const { result } = await test.listen(['--count', '2', '--json', '--values'], {
      pause: async (ms) => Promise.resolve(void pauses.push(ms)),
    });
    // Three attempts a call: three calls fail.
    test.command.receiver.proxies.fauxqs.plan = firstCalls(9, 'refuse', 'ReceiveMessage');
    await test.emit(before); // ends the receive that is under way
    await test.emit(meanwhile);
    const { code, stdout } = await result;
    expect([code, pauses]).toEqual([0, [1_000, 2_000, 4_000]]);
    expect(parsed(stdout).map(({ detail }) => detail.value?.id)).toEqual([before, meanwhile]);
  });

  it('a queue that somebody removed is told', async () => {
    const { result } = await test.listen([]);
    await test.command.clients.sqs.send(
      new DeleteQueueCommand({
        QueueUrl: (await test.command.receiver.aws.queues.inspectQueue(test.rules()[0]!))!.url,
      }),
    );
    const { code, stderr } = await result;
    expect(code).toBe(1);
    expect(stderr).toMatch(/error LISTEN_REMOVED: [^\n]+\nhint: [^\n]+\n$/);
  });
});
