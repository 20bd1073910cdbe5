import { describe, expect, it } from '@jest/globals';
import { CliError } from '../../../../cli/errors/cli-error.ts';
import type { Context } from '../../../../cli/context.ts';
import { getExitCode, runCheck, ok, type Check, type Checked } from '../../../../cli/commands/doctor/check.ts';

const context = { ports: { now: () => 0, signal: new AbortController().signal } } as unknown as Context;
const never = (): AbortSignal => new AbortController().signal;
const check = (examine: Check['examine']): Check => ({ name: 'one', limitMs: 5_000, examine });

describe('a check', () => {
  const denied = new CliError('ACCESS_DENIED', { message: 'not allowed', hint: 'use another role' });
  const throwsAtOnce: Check['examine'] = () => {
    throw denied;
  };

  it.each([
    { when: 'later', examine: () => Promise.reject(denied) },
    { when: 'at once', examine: throwsAtOnce },
  ])('that throws $when has failed, with what to do', async ({ examine }) => {
    expect(await runCheck(check(examine), context, never)).toEqual({
      check: 'one',
      status: 'failed',
      message: 'not allowed',
      hint: 'use another role',
      code: 'ACCESS_DENIED',
      ms: 0,
    });
  });

  it('that does not end is given up when its time is up, having been told so', async () => {
    const reported: boolean[] = [];
    const hanging = check(async ({ signal }) => {
      reported.push(signal.aborted);
      return new Promise(() => undefined);
    });
    const checked = await runCheck(hanging, context, () => AbortSignal.abort(new Error('time is up')));
    expect(checked).toMatchObject({
      status: 'failed',
      message: 'no response within 5 s',
      hint: expect.stringContaining('Run doctor again'),
    });
    expect(reported).toEqual([true]);
  });

  it('that is given up may take away what it made', async () => {
    const limit = new AbortController();
    let tookAway = false;
    const slow = check(async ({ signal }) => {
      limit.abort(new Error('time is up'));
      await new Promise(setImmediate);
      tookAway = signal.aborted;
      return ok('too late');
    });
    const signals = [limit.signal, never()];
    expect(await runCheck(slow, context, () => signals.shift()!)).toMatchObject({ status: 'failed' });
    expect(tookAway).toBe(true);
  });
});

it.each([
  { statuses: ['ok', 'warning', 'skipped'] as const, want: 0 },
  { statuses: ['ok', 'failed'] as const, want: 1 },
])('$statuses ends with $want', ({ statuses, want }) => {
  expect(getExitCode(statuses.map((status): Checked => ({ check: status, status, message: '', ms: 0 })))).toBe(want);
});
