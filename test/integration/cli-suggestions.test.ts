import { describe, expect, it } from '@jest/globals';
import { runInProcess } from '../support/harness/run-receiver.ts';

describe('--callback-url', () => {
  it.each(['setup', 'doctor', 'subscriptions list', 'subscriptions add', 'accounts list', 'accounts add'])(
    'is an option of %s, which compares or checks it',
    async (line) => {
      expect((await runInProcess([...line.split(' '), '--help'], {})).stdout).toContain('--callback-url');
    },
  );

  it.each(['subscriptions remove', 'accounts remove'])('is none of %s, where it would change nothing', async (line) => {
    expect((await runInProcess([...line.split(' '), '--help'], {})).stdout).not.toContain('--callback-url');
  });
});

describe('wrong usage names what was meant, and the help of the command', () => {
  it.each([
    {
      rule: 'an option that begins as typed, before a similar one',
      line: 'send page.leadgen --secret x',
      want: "unknown option '--secret'\nhint: Did you mean --secret-from? Run `npx meta-webhooks send --help`.",
    },
    {
      rule: 'an option of a verb that begins as typed',
      line: 'accounts list --token x',
      want: "unknown option '--token'\nhint: Did you mean --token-from? Run `npx meta-webhooks accounts list --help`.",
    },
    {
      rule: 'a similar option',
      line: 'send page.leadgen --repaet 3',
      want: "unknown option '--repaet'\nhint: Did you mean --repeat? Run `npx meta-webhooks send --help`.",
    },
    {
      rule: '--version, which exists',
      line: '--verson',
      want: "unknown option '--verson'\nhint: Did you mean --version? Run `npx meta-webhooks --help`.",
    },
    {
      rule: 'the kinds of an account, in words of this command',
      line: 'accounts list facebook',
      want:
        "'facebook' is not a valid kind. Allowed choices are page, whatsapp, instagram.\n" +
        'hint: Run `npx meta-webhooks accounts list --help`.',
    },
    {
      rule: 'the number of arguments, but not the arguments',
      line: 'doctor meta',
      want:
        "too many arguments for 'doctor'. Expected 0 arguments but got 1\n" +
        'hint: Run `npx meta-webhooks doctor --help`.',
    },
  ])('$rule', async ({ line, want }) => {
    const { code, stdout, stderr } = await runInProcess(line.split(' '), {});
    expect([code, stdout, stderr]).toEqual([2, '', `error USAGE: ${want}\n`]);
  });
});
