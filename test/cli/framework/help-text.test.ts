import { describe, expect, it } from '@jest/globals';
import { exampleLines, helpText } from '../../../cli/framework/help-text.ts';

describe('an example', () => {
  it.each([
    { rule: 'is one line if it fits', example: { args: '--from 2h' }, want: ['npx meta-webhooks replay --from 2h'] },
    { rule: 'can have no arguments', example: { args: '' }, want: ['npx meta-webhooks replay'] },
    {
      rule: 'breaks before an option, not before its value',
      example: { args: `--from 2h --state ${'s'.repeat(40)}` },
      want: ['npx meta-webhooks replay --from 2h \\', `  --state ${'s'.repeat(40)}`],
    },
    {
      rule: 'breaks before a pipe that does not fit',
      example: { args: '--from 2h --json', pipeTo: `jq ${'.x'.repeat(20)}` },
      want: ['npx meta-webhooks replay --from 2h --json \\', `  | jq ${'.x'.repeat(20)}`],
    },
    {
      rule: 'has its comment above and its variables in front',
      example: { comment: 'Of another account', environment: 'AWS_PROFILE=shop', args: '--from 2h' },
      want: ['# Of another account:', 'AWS_PROFILE=shop npx meta-webhooks replay --from 2h'],
    },
  ])('$rule', ({ example, want }) => {
    expect(exampleLines(example, 'replay')).toEqual(want);
  });
});

it('the help ends with the notes and the examples', () => {
  const text = helpText({ notes: ['First.', 'Second.'], examples: [{ args: '' }, { args: '--json' }] }, 'doctor');
  expect(text).toBe('\nFirst.\n\nSecond.\n\nExamples:\n  npx meta-webhooks doctor\n  npx meta-webhooks doctor --json');
});
