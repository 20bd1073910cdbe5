import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

const STEPS = join(import.meta.dirname, '../../../.ci/steps.sh');

/** Runs lines of bash with the steps. `takes 16` is work of 16 seconds by bash's own clock. */
function run(...lines: readonly string[]): string {
  const script = [`source ${STEPS}`, 'takes() { SECONDS=$((SECONDS + $1)); }', ...lines].join('\n');
  return execFileSync('bash', ['-uo', 'pipefail', '-c', script], { encoding: 'utf8' });
}

describe('a step of the CI', () => {
  it.each([
    { seconds: 10, marked: false },
    { seconds: 14, marked: false },
    { seconds: 17, marked: true },
  ])('of $seconds s with a budget of 10 s is marked as more than half over: $marked', ({ seconds, marked }) => {
    const printed = run(`step work 10 takes ${seconds}`, 'echo "over: $over_budget"');
    expect(printed).toMatch(new RegExp(`^-- work: ok, \\d+ s of 10 s${marked ? ', MORE THAN HALF OVER' : '$'}`, 'm'));
    expect(printed).toContain(`over: ${Number(marked)}`);
  });

  it('that fails counts as one failure, whatever it took', () => {
    const printed = run('check work 10 false', 'echo "failed: $failed_steps"');
    expect(printed).toContain('-- work: FAILED');
    expect(printed).toContain('failed: 1');
  });
});

describe('the closing line', () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'meta-webhooks-aws-steps-'));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it("adds the tests of Jest's reports, suites that could not run, and failed steps", () => {
    const [first, second] = [join(folder, 'first.json'), join(folder, 'second.json')];
    writeFileSync(first, JSON.stringify({ numPassedTests: 7, numFailedTests: 1, numRuntimeErrorTestSuites: 1 }));
    writeFileSync(second, JSON.stringify({ numPassedTests: 5, numFailedTests: 0, numRuntimeErrorTestSuites: 0 }));
    const printed = run(`test_reports=(${first} ${second})`, 'failed_steps=1', '(finish) || echo "exit $?"');
    expect(printed.trim().split('\n')).toEqual(['12 passed, 3 failed', 'exit 1']);
  });

  it('says 0 failed only where nothing failed', () => {
    expect(run('(finish) && echo "exit 0"').trim().split('\n')).toEqual(['0 passed, 0 failed', 'exit 0']);
  });
});
