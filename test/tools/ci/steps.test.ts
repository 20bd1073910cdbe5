import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

const STEPS = join(import.meta.dirname, '../../../.ci/steps.sh');
const REPORTER = join(import.meta.dirname, '../../support/harness/running-suites-reporter.js');

/** Runs lines of bash with the steps. `takes 16` is work of 16 seconds by bash's own clock. */
function run(...lines: readonly string[]): string {
  const script = [`source ${STEPS}`, 'takes() { SECONDS=$((SECONDS + $1)); }', ...lines].join('\n');
  return execFileSync('bash', ['-uo', 'pipefail', '-c', script], { encoding: 'utf8', timeout: 60_000 });
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

describe('the version of the browser', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'ci-browser-'));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it.each([
    { code: 0, printed: 'Chromium 1\n' },
    { code: 3, printed: 'Chromium 1\nChromium 1\nits launcher warns\n' },
  ])('of one that exits with $code is printed, its warnings only if it fails', ({ code, printed }) => {
    const browser = join(folder, `browser-${code}`);
    writeFileSync(browser, `#!/bin/sh\necho Chromium 1\necho its launcher warns >&2\nexit ${code}\n`, { mode: 0o755 });
    expect(run(`CHROMIUM=${browser} chromium 2>&1 || true`)).toBe(printed);
  });
});

describe('a command that hangs', () => {
  it('is ended, is named as one that hung, and fails', () => {
    const printed = run('limited 0.1 sleep 60 || echo "exit $?"');
    expect(printed.trim().split('\n')).toEqual(['ended after 0.1 s: it hung', 'exit 124']);
  });

  it('does not hide the exit code of one that fails by itself', () => {
    expect(run('limited 10 bash -c "exit 3" || echo "exit $?"').trim()).toBe('exit 3');
  });

  it.each([
    { script: 'start("/a.test.ts"); start("/b.test.ts"); end("/a.test.ts");', named: ['/b.test.ts'] },
    { script: 'start("/a.test.ts"); end("/a.test.ts");', named: [] },
  ])('of Jest says which suites it waits for: $named', ({ script, named }) => {
    const code = `import Reporter from ${JSON.stringify(REPORTER)};
      const reporter = new Reporter();
      const start = (path) => reporter.onTestFileStart({ path });
      const end = (path) => reporter.onTestFileResult({ path });
      reporter.onRunStart();
      ${script}
      setInterval(() => {}, 1000);
      process.kill(process.pid, 'SIGTERM');`;
    const args = ['--input-type=module', '-e', code];
    const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', timeout: 60_000 });
    expect(status).toBe(143);
    expect(stderr).toBe(named.map((path) => `still running: ${path}, for 0 s\n`).join(''));
  });
});

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'meta-webhooks-aws-steps-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('lanes', () => {
  const names = ['one', 'two', 'three', 'four', 'five'];

  it('all run, though no more than three at once, and what each printed is in one piece', () => {
    const steps = names.map((name) => `${name}() { check ${name} 10 echo "in ${name}"; }; lane ${name}`);
    const printed = run(`REPORTS=${folder}`, ...steps, 'lanes', 'echo "failed: $failed_steps"');
    for (const name of names) expect(printed).toContain(`== ${name}\nin ${name}\n-- ${name}: ok, `);
    expect(printed).toContain('failed: 0');
  });

  it('that fail or end early count as a failure each', () => {
    const steps = ['one() { check one 10 false; }', 'two() { exit 3; }', 'lane one', 'lane two'];
    const printed = run(`REPORTS=${folder}`, ...steps, 'lanes', 'echo "failed: $failed_steps"');
    expect(printed).toContain('-- one: FAILED');
    expect(printed).toContain('called two ended early');
    expect(printed).toContain('failed: 2');
  });
});

describe('the closing line', () => {
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
