import { afterEach, describe, expect, it } from '@jest/globals';
import { createForwardReport } from '../../local/forward-report.ts';
import { startLocalRunProcess, until, type LocalRunProcess } from '../support/browser/local-run.ts';
import { startRecordingServer, type RecordingServer } from '../support/fakes/recording-server.ts';
import { payload } from '../support/builders/meta.ts';

const running: (LocalRunProcess | RecordingServer)[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map(async (one) => one.stop()));
});

it('npm start --forward prints when the program begins to fail and when it works again, and not each attempt', async () => {
  const answers = [500, 500];
  const hook = await startRecordingServer(() => ({ status: answers.shift() ?? 204, body: '' }));
  running.push(hook);
  const run = await startLocalRunProcess(['--forward', hook.url]);
  running.push(run);
  await run.post(payload('page/leadgen-two-numbers.json'));
  await until(() => /forward works again.*\n/.exec(run.output) ?? undefined);
  const lines = run.output.split('\n').filter((line) => / {2}forward /.test(line));
  expect(lines).toEqual([
    expect.stringMatching(/ {2}forward failed {2}status=500 {2}next=posts each event up to six times$/),
    expect.stringMatching(/ {2}forward works again {2}status=204$/),
  ]);
});

describe('the lines about --forward', () => {
  const failed = { ok: false, answer: 'ECONNREFUSED' } as const;
  const worked = { ok: true, answer: 200 } as const;
  it.each([
    { rule: 'none while it works', attempts: [worked, worked], want: [] },
    { rule: 'one for a series of failures', attempts: [failed, failed, failed], want: ['forward failed'] },
    {
      rule: 'one for each series',
      attempts: [failed, worked, worked, failed],
      want: ['forward failed', 'forward works again', 'forward failed'],
    },
  ])('are $rule', ({ attempts, want }) => {
    const lines: string[] = [];
    const keep = (message: string): void => void lines.push(message);
    const report = createForwardReport({ info: keep, warn: keep, error: keep });
    for (const attempt of attempts) report(attempt);
    expect(lines).toEqual(want);
  });
});
