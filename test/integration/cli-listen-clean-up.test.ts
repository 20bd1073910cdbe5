import { CreateQueueCommand, DeleteQueueCommand, ListQueueTagsCommand, TagQueueCommand } from '@aws-sdk/client-sqs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../deploy/eventually.ts';
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
  await clockAhead(test, 20 * DAY_MS).cleanUp();
  expect([test.rules(), await test.queues()]).toEqual([[], []]);
});

const fresh = freshIds('1796');

describe('cleaning up', () => {
  const left = async (): Promise<number> => (await test.queues()).length;

  it('removes what nobody has held for ten minutes, and nothing that lives', async () => {
    await test.leaveBehind();
    await test.leaveBehind();
    expect(await clockAhead(test, 9 * MINUTE_MS).cleanUp()).toMatchObject({
      code: 0,
      stdout: 'Nothing to remove. Rules and queues that are in use or have another name are kept.\n',
    });
    const alive = await clockAhead(test, 11 * MINUTE_MS).listen('--json', '--values');
    expect(await clockAhead(test, 11 * MINUTE_MS).cleanUp()).toMatchObject({
      code: 0,
      stdout: 'Removed 2 rules with their queues.\n',
    });
    expect([test.rules().length, await left()]).toEqual([1, 1]);
    const [desired = ''] = fresh(1);
    await test.emit(desired);
    await eventually(async () => Promise.resolve(alive.stdout().includes(desired)));
    alive.interrupt();
    await alive.result;
  });

  it('only prints them with --dry-run, which listening itself does not accept', async () => {
    await test.leaveBehind();
    const { code, stdout } = await clockAhead(test, 11 * MINUTE_MS).cleanUp('--dry-run');
    expect([code, stdout]).toEqual([
      0,
      `would remove  ${test.rules()[0]}\nWould remove 1 rule with its queue. Dry run: nothing was removed.\n` +
        'Next: npx meta-webhooks listen --clean-up\n',
    ]);
    expect([test.rules().length, await left()]).toEqual([1, 1]);
    const refused = await (await test.listen(['--dry-run'])).result;
    expect([refused.code, refused.stderr.split(':', 1)[0]]).toEqual([2, 'error USAGE']);
  });

  it('a run says every two minutes that it lives', async () => {
    let aheadMs = 0;
    const { interrupt, result } = await test.listen([], { now: () => Date.now() + aheadMs });
    for (aheadMs = 0; aheadMs < 15 * MINUTE_MS; aheadMs += 3 * MINUTE_MS) {
      const before = test.command.receiver.proxies.fauxqs.calls.get('TagQueue') ?? 0;
      await test.emit(...fresh(1)); // the next receive comes after it
      await test.emit(...fresh(1));
      if (aheadMs > 0)
        await eventually(async () =>
          Promise.resolve((test.command.receiver.proxies.fauxqs.calls.get('TagQueue') ?? 0) > before),
        );
      expect(await clockAhead(test, aheadMs).cleanUp()).toHaveProperty(
        'stdout',
        expect.stringContaining('Nothing to remove.'),
      );
    }
    interrupt();
    expect((await result).code).toBe(0);
  });

  it('what has a name is kept for two weeks, unless it is named', async () => {
    await test.leaveBehind('--name', 'holiday');
    await test.leaveBehind('--name', 'other');
    await clockAhead(test, 13 * DAY_MS).cleanUp();
    expect(await left()).toBe(2);
    expect(await clockAhead(test, 11 * MINUTE_MS).cleanUp('--name', 'holiday')).toMatchObject({
      stdout: 'Removed 1 rule with its queue.\n',
    });
    expect(await test.queues()).toEqual([expect.stringMatching(/-other$/)]);
    await clockAhead(test, 15 * DAY_MS).cleanUp();
    expect(await left()).toBe(0);
  });

  it('comes by itself after a day', async () => {
    await test.leaveBehind();
    await test.leaveBehind('--name', 'kept');
    const early = await clockAhead(test, 23 * 60 * MINUTE_MS).listen();
    early.interrupt();
    await early.result;
    expect(await left()).toBe(2);
    const late = await clockAhead(test, 25 * 60 * MINUTE_MS).listen();
    late.interrupt();
    expect((await late.result).stderr).toContain('Removed the leftovers of 1 killed run.\n');
    expect(await test.queues()).toEqual([expect.stringMatching(/-kept$/)]);
  });

  it('removes a rule whose queue is gone, but nothing of another stack, and nothing that only has such a name', async () => {
    const { sqs } = test.command.clients;
    await test.leaveBehind();
    const [name = ''] = test.rules();
    await sqs.send(
      new DeleteQueueCommand({ QueueUrl: (await test.command.receiver.aws.queues.inspectQueue(name))!.url }),
    );
    const untrustedCallers = ['meta-webhooks-listen-000000-another-stack', `${name.slice(0, 28)}by-hand`];
    const urls: (string | undefined)[] = [];
    for (const QueueName of untrustedCallers)
      urls.push((await sqs.send(new CreateQueueCommand({ QueueName }))).QueueUrl);
    await clockAhead(test, DAY_MS).cleanUp();
    expect([test.rules(), await test.queues()]).toEqual([[], untrustedCallers.sort()]);
    for (const QueueUrl of urls) await sqs.send(new DeleteQueueCommand({ QueueUrl }));
  });

  it('of a queue whose tags are none of ours leaves it alone', async () => {
    const { sqs } = test.command.clients;
    await test.leaveBehind();
    const { url: QueueUrl } = (await test.command.receiver.aws.queues.inspectQueue(test.rules()[0]!))!;
    const { Tags = {} } = await sqs.send(new ListQueueTagsCommand({ QueueUrl }));
    await sqs.send(new TagQueueCommand({ QueueUrl, Tags: { 'meta-webhooks:seen-at': 'long ago' } }));
    await clockAhead(test, DAY_MS).cleanUp();
    expect(await left()).toBe(1);
    await sqs.send(new TagQueueCommand({ QueueUrl, Tags }));
  });
});
