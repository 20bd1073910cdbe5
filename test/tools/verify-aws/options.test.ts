import { describe, expect, it } from '@jest/globals';
import { HELP, readOptions } from '../../../tools/verify-aws/options.ts';
import { newRunName, RUN_NAME, runOfStack } from '../../../tools/verify-aws/run-name.ts';
import { getCode } from '../../support/harness/thrown.ts';

describe('the command line of verify:aws', () => {
  it('deploys under a new name, and asks first', () => {
    const [first, second] = [readOptions([]), readOptions([])];
    expect(first).toMatchObject({ yes: false, cleanUp: false, isNamed: false, name: expect.stringMatching(RUN_NAME) });
    expect(first.name).not.toBe(second.name);
  });

  it.each([
    { rule: "the name of a user's stack", args: ['--stack-name', 'MetaWebhooks'] },
    { rule: 'the prefix alone', args: ['--stack-name', 'MetaWebhooksVerify-'] },
    { rule: 'a longer name', args: ['--stack-name', 'MetaWebhooksVerify-abc1234'] },
    { rule: 'an unknown option', args: ['--force'] },
    { rule: 'an argument', args: ['yes'] },
  ])('rejects $rule', ({ args }) => {
    expect(getCode(() => readOptions(args))).toBe('USAGE');
  });
});

it('the help fits into 80 columns', () => {
  expect(HELP.split('\n').filter((line) => line.length > 80)).toEqual([]);
});

describe('the clean-up', () => {
  it('takes both stacks of a run for its own', () => {
    const name = newRunName();
    expect([runOfStack(name), runOfStack(`${name}-Monitoring`)]).toEqual([name, name]);
  });

  it.each(['MetaWebhooks', 'MetaWebhooksMonitoring', 'MetaWebhooksVerify-', 'MetaWebhooksVerify-abc123-Prod'])(
    'does not touch the stack %s',
    (stack) => {
      expect(runOfStack(stack)).toBeUndefined();
    },
  );
});
