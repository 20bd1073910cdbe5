import { readdirSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { startCommandUnderTest, type CommandUnderTest } from '../support/harness/command-under-test.ts';
import { commentsBody } from '../support/builders/meta.ts';
import { toEnvironment, runInProcess, startReceiverCommand } from '../support/harness/run-receiver.ts';

let command: CommandUnderTest;
beforeAll(async () => {
  command = await startCommandUnderTest();
  await command.receiver.post(commentsBody(['17970000000000001']));
  await command.receiver.drain();
  await command.deadLetter('{"cut', {
    deliveryId: ID,
    app: 'meta',
    receivedAt: '2026-01-31T12:00:00.000Z',
    encoding: 'text',
    reason: 'INVALID_JSON',
  });
});
afterAll(async () => {
  await command.stop();
});
afterEach(async () => {
  command.cloud.refuseWith = undefined;
  // Whatever was asked wrongly has changed nothing.
  expect(await command.inQueues()).toEqual({ deliveries: 0, deadLetters: 1 });
  expect(readdirSync('.').filter((name) => name.startsWith('.receiver-replay'))).toEqual([]);
});

const ID = '019b7600-0000-7000-8000-000000000001';
/** Every command, asked rightly. */
const COMMANDS = [
  ['dead-letters', 'list'],
  ['dead-letters', 'show', ID],
  ['dead-letters', 'redrive'],
  ['archive', 'list', '--from', '1h'],
  ['archive', 'show', ID],
  ['replay', '--from', '1h'],
  ['insights', 'export', '--from', '1h'],
  ['send', 'page.leadgen'],
  ['listen'],
];

/** One message: the error with its code, and a hint. */
const oneMessage = (code: string) => new RegExp(`^error ${code}: [^\\n]+\\nhint: [^\\n]+\\n$`);

describe('wrong usage ends with 2 and one message', () => {
  it.each([
    { rule: 'an unknown command', args: ['redrive'], want: "unknown command 'redrive'" },
    { rule: 'an unknown option', args: ['dead-letters', 'list', '--boddy'], want: "unknown option '--boddy'" },
    {
      rule: 'a limit that is no number',
      args: ['dead-letters', 'list', '--limit', 'all'],
      want: 'It must be a whole number from 1 to 100000',
    },
    {
      rule: 'a rate of nothing',
      args: ['dead-letters', 'redrive', '--rate', '0'],
      want: 'It must be a whole number from 1 to 500',
    },
    {
      rule: 'a rate beyond SQS',
      args: ['dead-letters', 'redrive', '--rate', '501'],
      want: 'It must be a whole number from 1 to 500',
    },
    { rule: 'no deliveryId', args: ['dead-letters', 'show'], want: "missing required argument 'deliveryId'" },
    {
      rule: 'a deliveryId that is none',
      args: ['dead-letters', 'show', '" | delete'],
      want: 'It must be a deliveryId',
    },
    { rule: 'no range', args: ['archive', 'list'], want: "required option '--from <time>' not specified" },
    {
      rule: 'a time that is none',
      args: ['archive', 'list', '--from', 'yesterday'],
      want: '--from: "yesterday" is not a time',
    },
    {
      rule: 'an end before the beginning',
      args: ['archive', 'list', '--from', '1h', '--to', '2h'],
      want: 'is not before --to',
    },
    { rule: 'an end alone', args: ['archive', 'show', ID, '--to', '2h'], want: '--to requires --from' },
    {
      rule: 'an id without a time',
      args: ['archive', 'show', '019b7600-0000-4000-8000-000000000001'],
      want: 'does not contain the time of receipt',
    },
    { rule: 'a replay of nothing named', args: ['replay'], want: '--from is missing' },
    {
      rule: 'a replay with a bad time',
      args: ['replay', '--from', '2026-02-30'],
      want: '--from: "2026-02-30" is not a time',
    },
    {
      rule: 'a continuation with another range',
      args: ['replay', '--resume', 'x', '--from', '1h'],
      want: '--resume reads the range, the filters and --again from its file',
    },
    {
      rule: 'a continuation of a file that is not there',
      args: ['replay', '--resume', 'x.json'],
      want: 'the state file x.json cannot be read',
    },
    {
      rule: 'a replay from before the window',
      args: ['replay', '--from', '16d'],
      want: 'claims expire after 22 days',
    },
  ])('$rule', async ({ args, want }) => {
    const { code, stdout, stderr } = await command.run(...args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(oneMessage('[A-Z_]+'));
    expect(stderr).toContain(want);
  });

  it('a command group alone shows what there is', async () => {
    const { code, stdout, stderr } = await command.run('dead-letters');
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain('redrive');
  });

  it.each([
    { left: 'an option', args: ['archive', 'list'], example: 'npx meta-webhooks archive list --from 2h' },
    { left: 'an argument', args: ['init'], example: 'npx meta-webhooks init my-webhooks' },
  ])('a command line without $left that it needs is answered with a whole one', async ({ args, example }) => {
    const { code, stderr } = await command.run(...args);
    expect([code, stderr]).toEqual([2, expect.stringContaining(`\nhint: For example: \`${example}\`. Run `)]);
  });

  it.each([
    ['00112233445566778899aabbccddeeff'],
    ['accounts', 'list', '00112233445566778899aabbccddeeff'],
    ['setup', '--callback-url', '00112233445566778899aabbccddeeff'],
    ['doctor', '--callback-url', 'https://user:00112233@example.com'],
    ['dev', '--forward', 'https://user:00112233@example.com'],
  ])('an app secret or a password in the wrong place is not repeated: %s %s', async (...args) => {
    const { code, stdout, stderr } = await command.run(...args.filter((arg) => typeof arg === 'string'));
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(oneMessage('USAGE'));
    expect(stderr).not.toContain('00112233');
  });

  it('in a process of its own too', async () => {
    const { code, stdout, stderr } = await startReceiverCommand(['archive', 'list', '--from', 'soon'], {
      env: toEnvironment(command.cloud.url),
    }).result;
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(oneMessage('USAGE'));
  });

  it('with --json as JSON', async () => {
    expect(await command.json('archive', 'list', '--from', 'soon')).toMatchObject({
      code: 2,
      error: { code: 'USAGE', message: '--from: "soon" is not a time' },
    });
  });
});

describe('a verb that has another name now', () => {
  it.each([
    { former: 'subscribe', present: 'add' },
    { former: 'unsubscribe', present: 'remove' },
  ])('accounts $former is wrong usage and names accounts $present', async ({ former, present }) => {
    const { code, stderr } = await runInProcess(['accounts', former, 'page', '1755847768034402'], {});
    expect([code, stderr]).toEqual([
      2,
      `error USAGE: unknown command '${former}'\n` +
        `hint: Did you mean accounts ${present}? Run \`npx meta-webhooks accounts --help\`.\n`,
    ]);
  });
});

describe('help', () => {
  it.each([
    [],
    ['setup'],
    ['doctor'],
    ['subscriptions', 'list'],
    ['subscriptions', 'add'],
    ['subscriptions', 'remove'],
    ['accounts', 'list'],
    ['accounts', 'remove'],
    ['accounts', 'add'],
    ['send'],
    ['listen'],
    ['dead-letters', 'list'],
    ['dead-letters', 'show'],
    ['dead-letters', 'redrive'],
    ['archive', 'list'],
    ['archive', 'show'],
    ['replay'],
    ['insights', 'export'],
  ])('of %j %j is shown without AWS, with examples', async (...args) => {
    const { code, stdout, stderr } = await runInProcess([...args, '--help'], {});
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/Examples:\n {2}npx meta-webhooks /);
    expect(stdout).toContain('--region');
  });

  it.each([
    { line: 'help', want: 'Usage: npx meta-webhooks <command> [options]' },
    { line: 'help send', want: 'Usage: npx meta-webhooks send [options] [sample]' },
    { line: 'archive help', want: 'Usage: npx meta-webhooks archive' },
    { line: 'archive help list', want: 'Usage: npx meta-webhooks archive list' },
  ])('is also the command $line, which ends with 0', async ({ line, want }) => {
    const { code, stdout, stderr } = await runInProcess(line.split(' '), {});
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain(want);
  });

  it('says what the exit codes mean', async () => {
    expect((await runInProcess(['--help'], {})).stdout).toContain(
      'Exit codes: 0 success, 1 something failed or was rejected, 2 wrong usage.',
    );
  });
});

describe('what is missing is said, with 1 and one message', () => {
  it.each(COMMANDS)('no such stack: %s %s', async (...args) => {
    const { code, stdout, stderr } = await command.run(...args, '--stack', 'Other');
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(oneMessage('STACK_UNKNOWN'));
    expect(stderr).toContain('the stack Other does not exist in eu-central-1');
  });

  it.each(COMMANDS)('a closed port: %s %s', async (...args) => {
    const { code, stdout, stderr } = await runInProcess(args, toEnvironment('http://127.0.0.1:1'));
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(oneMessage('UNREACHABLE'));
  });

  it.each(COMMANDS)('no credentials: %s %s', async (...args) => {
    const env = { ...toEnvironment(command.cloud.url), AWS_ACCESS_KEY_ID: undefined };
    const { code, stdout, stderr } = await runInProcess(args, env);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(oneMessage('NO_CREDENTIALS'));
  });

  it.each([
    { rule: 'no region', change: { AWS_REGION: undefined }, args: [], want: 'NO_REGION: no AWS region is set' },
    {
      rule: 'an invalid region',
      change: {},
      args: ['--region', 'nope nope'],
      want: 'NO_REGION: the name of the AWS region is not valid',
    },
    { rule: 'no such profile', change: {}, args: ['--profile', 'typo'], want: 'PROFILE_UNKNOWN' },
    { rule: 'no such profile in the environment', change: { AWS_PROFILE: 'typo' }, args: [], want: 'PROFILE_UNKNOWN' },
  ])('$rule', async ({ change, args, want }) => {
    const env = { ...toEnvironment(command.cloud.url), ...change };
    const { code, stderr } = await runInProcess(['dead-letters', 'list', ...args], env);
    expect(code).toBe(1);
    expect(stderr).toMatch(oneMessage('[A-Z_]+'));
    expect(stderr).toContain(`error ${want}`);
  });

  it.each([
    { refuseWith: 'ExpiredToken', want: 'CREDENTIALS_EXPIRED' },
    { refuseWith: 'InvalidClientTokenId', want: 'CREDENTIALS_REFUSED' },
    { refuseWith: 'AccessDenied', want: 'ACCESS_DENIED' },
    { refuseWith: 'Whatever', want: 'AWS_REFUSED' },
  ])('$refuseWith', async ({ refuseWith, want }) => {
    command.cloud.refuseWith = refuseWith;
    const { code, stderr } = await command.run('dead-letters', 'list');
    expect(code).toBe(1);
    expect(stderr).toMatch(oneMessage(want));
  });

  it.each([
    { output: 'deadLetterQueueUrl' as const, args: ['dead-letters', 'redrive'] },
    { output: 'queueUrl' as const, args: ['dead-letters', 'redrive'] },
    { output: 'archiveBucketName' as const, args: ['archive', 'list', '--from', '1h'] },
    { output: 'queueUrl' as const, args: ['replay', '--from', '1h'] },
  ])('an output: $output for $args.0', async ({ output, args }) => {
    const { [output]: value, ...rest } = command.cloud.receiver;
    command.cloud.receiver = rest;
    const { code, stdout, stderr } = await command.run(...args);
    command.cloud.receiver = { ...rest, [output]: value };
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(oneMessage('OUTPUT_MISSING'));
    expect(stderr).toContain(`MetaWebhooks (UPDATE_COMPLETE) has no ${output} in its output`);
  });

  it('a queue that was deleted', async () => {
    const { deadLetterQueueUrl } = command.receiver.aws;
    command.cloud.receiver.deadLetterQueueUrl = deadLetterQueueUrl.replace('dead-letters', 'gone');
    const { code, stderr } = await command.run('dead-letters', 'list');
    command.cloud.receiver.deadLetterQueueUrl = deadLetterQueueUrl;
    expect(code).toBe(1);
    expect(stderr).toMatch(oneMessage('RESOURCE_GONE'));
  });

  it('the dedupe window, where the output does not tell it', async () => {
    delete command.cloud.receiver.dedupeWindowSeconds;
    const refused = await command.run('replay', '--from', '1h');
    const reported = await command.run('replay', '--from', '1h', '--window-days', '22', '--dry-run');
    command.cloud.receiver.dedupeWindowSeconds = 22 * 24 * 3600;
    expect([refused.code, reported.code]).toEqual([2, 0]);
    expect(refused.stderr).toMatch(oneMessage('WINDOW_UNKNOWN'));
  });

  it('a region of the AWS CLI that the SDK does not know', async () => {
    const env = { ...toEnvironment(command.cloud.url), AWS_REGION: undefined, AWS_DEFAULT_REGION: 'ap-southeast-2' };
    const { stderr } = await runInProcess(['dead-letters', 'list', '--stack', 'Other'], env);
    expect(stderr).toContain('the stack Other does not exist in ap-southeast-2');
  });
});
