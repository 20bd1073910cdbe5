import { describe, expect, it } from '@jest/globals';
import { CliError } from '../../../cli/errors/cli-error.ts';
import { mustHaveAllFlags } from '../../../cli/framework/kept-by-npm.ts';

const FLAGS = ['--dry-run', '--json', '--force', '--from'];

/** The environment that npm 11.19.1 gave to a script for `npm run receiver --dry-run --from 1h`. */
const RUN = { npm_command: 'run', npm_config_dry_run: 'true', npm_config_from: 'true' };

function check(args: readonly string[], environment: Readonly<Record<string, string | undefined>>): string {
  try {
    mustHaveAllFlags(args, environment, FLAGS);
    return 'OK';
  } catch (error) {
    return error instanceof CliError ? `${error.code}: ${error.message}. ${error.hint}` : String(error);
  }
}

describe('a flag that npm kept for itself', () => {
  it.each([
    {
      rule: 'is refused with the right command',
      environment: RUN,
      want: 'npm kept --dry-run and --from for itself, so nothing was run. Run `npx meta-webhooks dead-letters redrive --dry-run --from`, with your other arguments.',
    },
    { rule: 'is refused under npm 10', environment: { ...RUN, npm_command: 'run-script' }, want: '--dry-run' },
    { rule: 'is refused under npm exec', environment: { ...RUN, npm_command: 'exec' }, want: 'npm kept --dry-run for' },
  ])('$rule', ({ environment, want }) => {
    const message = check(['dead-letters', 'redrive', '1h'], environment);
    expect(message).toMatch(/^FLAG_KEPT_BY_NPM: /);
    expect(message).toContain(want);
  });

  it.each([
    { rule: 'a variable of an outer npm does not count', environment: { ...RUN, npm_command: 'test' } },
    { rule: 'force=true in .npmrc does not stop npx', environment: { npm_command: 'exec', npm_config_force: 'true' } },
    { rule: 'a flag that is off was not given', environment: { npm_command: 'run', npm_config_json: 'false' } },
    { rule: 'an empty variable was not given', environment: { npm_command: 'run', npm_config_json: '' } },
    { rule: 'without npm there is nothing to lose', environment: { npm_config_dry_run: 'true' } },
  ])('$rule', ({ environment }) => {
    expect(check(['doctor'], environment)).toBe('OK');
  });

  it('repeats no argument that is not a word of a command', () => {
    expect(check(['setup', 'EAAB123', '00112233445566778899aabbccddeeff'], RUN)).not.toMatch(/EAAB|0011/);
  });
});
