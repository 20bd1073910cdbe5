import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { FakeReceiver } from '../support/fakes/fake-cloudformation.ts';
import { startCommandUnderTest, type CommandUnderTest } from '../support/harness/command-under-test.ts';

let command: CommandUnderTest;
let own: FakeReceiver;
beforeAll(async () => {
  command = await startCommandUnderTest();
  own = command.cloud.receiver;
});
afterAll(async () => command.stop());
afterEach(() => {
  command.cloud.others = [];
  command.cloud.receiver = own;
});

/** A receiver in another or the same stack, with a dead-letter queue that does not exist. */
const another = (stack: string, id: string): (typeof command.cloud.others)[number] => ({
  stack,
  receiver: { ...own, id, deadLetterQueueUrl: own.deadLetterQueueUrl!.replace('dead-letters', id) },
});
const list = async (...args: readonly string[]) => command.run('dead-letters', 'list', ...args);
const found = async (...args: readonly string[]): Promise<boolean> => (await list(...args)).code === 0;

describe('a receiver is found', () => {
  it('by itself if it is the only one, in a stack of any name', async () => {
    expect(await found()).toBe(true);
  });

  it('by its stack', async () => {
    command.cloud.others = [another('Shop', 'Webhooks')];
    expect(await found('--stack', 'MetaWebhooks')).toBe(true);
    expect(await list('--stack', 'Shop')).toMatchObject({ code: 1, stderr: expect.stringContaining('RESOURCE_GONE') });
  });

  it('by its id alone, if no other stack has that id', async () => {
    command.cloud.others = [another('Shop', 'Webhooks')];
    expect(await found('--receiver', 'MetaWebhooks')).toBe(true);
  });

  it('by its stack and its id, if the stack has several', async () => {
    command.cloud.others = [another('MetaWebhooks', 'Second')];
    expect(await found('--stack', 'MetaWebhooks', '--receiver', 'MetaWebhooks')).toBe(true);
    expect(await list('--receiver', 'Second')).toMatchObject({ stderr: expect.stringContaining('RESOURCE_GONE') });
  });
});

describe('what does not choose one receiver ends with one message', () => {
  it.each<{
    rule: string;
    args: readonly string[];
    others: () => typeof command.cloud.others;
    exit: number;
    want: string;
  }>([
    {
      rule: 'several stacks',
      args: [],
      others: () => [another('Shop', 'Webhooks')],
      exit: 2,
      want: 'error RECEIVER_AMBIGUOUS: there are several receivers\nhint: Choose one: --stack MetaWebhooks, --stack Shop.\n',
    },
    {
      rule: 'several receivers of a stack and one of another',
      args: [],
      others: () => [another('MetaWebhooks', 'Second'), another('Shop', 'Webhooks')],
      exit: 2,
      want:
        'error RECEIVER_AMBIGUOUS: there are several receivers\nhint: Choose one: ' +
        '--stack MetaWebhooks --receiver MetaWebhooks, --stack MetaWebhooks --receiver Second, --stack Shop.\n',
    },
    {
      rule: 'several receivers of the given stack',
      args: ['--stack', 'MetaWebhooks'],
      others: () => [another('MetaWebhooks', 'Second')],
      exit: 2,
      want:
        'error RECEIVER_AMBIGUOUS: the stack MetaWebhooks has several receivers\nhint: Choose one: ' +
        '--receiver MetaWebhooks, --receiver Second.\n',
    },
    {
      rule: 'an id in two stacks',
      args: ['--receiver', 'Webhooks'],
      others: () => [another('Shop', 'Webhooks'), another('Blog', 'Webhooks')],
      exit: 2,
      want: 'error RECEIVER_AMBIGUOUS: there are several receivers\nhint: Choose one: --stack Shop, --stack Blog.\n',
    },
    {
      rule: 'a misspelt stack',
      args: ['--stack', 'MetaWebhoks'],
      others: () => [],
      exit: 1,
      want:
        'error STACK_UNKNOWN: the stack MetaWebhoks does not exist in eu-central-1; did you mean MetaWebhooks?\n' +
        'hint: Check --stack, --region and --profile. If the stack is not deployed yet, run `npx cdk deploy MetaWebhoks`.\n',
    },
    {
      rule: 'a misspelt id',
      args: ['--receiver', 'Webhoks'],
      others: () => [another('Shop', 'Webhooks')],
      exit: 1,
      want:
        'error RECEIVER_UNKNOWN: there is no receiver Webhoks in eu-central-1; did you mean Webhooks?\n' +
        'hint: Choose one: --stack MetaWebhooks, --stack Shop.\n',
    },
  ])('$rule', async ({ args, others, exit, want }) => {
    command.cloud.others = others();
    expect(await list(...args)).toEqual({ code: exit, stdout: '', stderr: want });
  });

  it('no receiver at all: other outputs may have such names', async () => {
    command.cloud.receiver = {};
    expect(await list()).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^error RECEIVER_UNKNOWN: there is no receiver in eu-central-1\nhint: [^\n]+\n$/),
    });
  });

  it('a role that may not list stacks: it can still choose one', async () => {
    command.cloud.refuseWith = 'AccessDenied';
    const refused = await list();
    command.cloud.refuseWith = undefined;
    expect(refused).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^error ACCESS_DENIED: .*\nhint: Choose the stack of the receiver with --stack, /),
    });
  });

  it('a receiver of a newer version', async () => {
    command.cloud.receiver = { ...own, version: 2 };
    expect(await list()).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^error RECEIVER_NEWER: .*\nhint: Update meta-webhooks-aws, /),
    });
  });
});
