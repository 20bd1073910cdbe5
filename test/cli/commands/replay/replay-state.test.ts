import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { CliError } from '../../../../cli/errors/cli-error.ts';
import { createState, resumeState, type ReplayPlan } from '../../../../cli/commands/replay/replay-state.ts';

const PLAN: ReplayPlan = {
  runId: '019b7600-0000-7000-8000-000000000001',
  nonce: '019b7600-0000-7000-8000-000000000002',
  from: '2026-01-31T12:00:00.000Z',
  to: '2026-01-31T13:00:00.000Z',
  filter: { field: ['comments'] },
  queueUrl: 'https://sqs.invalid/deliveries',
  bucket: 'archive',
};

let directory: string;
let path: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'replay-state-'));
  path = join(directory, 'state.json');
});
afterEach(() => {
  rmSync(directory, { recursive: true });
});

async function refusal(run: () => Promise<unknown>): Promise<Pick<CliError, 'code' | 'message'>> {
  return run().then(
    () => ({ code: 'USAGE', message: 'nothing was thrown' }),
    (error: unknown) => ({
      code: (error as CliError).code,
      message: (error as CliError).message.replace(path, 'FILE'),
    }),
  );
}

describe("a run's state", () => {
  it('gives back plan, nonce and what was sent', async () => {
    const state = await createState(path, PLAN);
    await state.record(['a', 'b']);
    await state.record([]);
    await state.record(['c']);
    await state.close();
    const resumed = await resumeState(path);
    await resumed.close();
    expect([resumed.plan, [...resumed.sent]]).toEqual([PLAN, ['a', 'b', 'c']]);
  });

  it('is for its owner only', async () => {
    await (await createState(path, PLAN)).close();
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('survives a crash in the middle of a line: that delivery counts as not sent', async () => {
    const state = await createState(path, PLAN);
    await state.record(['a', 'b']);
    await state.close();
    writeFileSync(path, readFileSync(path, 'utf8').slice(0, -5));
    const resumed = await resumeState(path);
    expect([...resumed.sent]).toEqual(['a']);
    await resumed.record(['c']);
    await resumed.close();
    const again = await resumeState(path);
    await again.close();
    expect([...again.sent]).toEqual(['a', 'c']);
  });

  it('overwrites nothing', async () => {
    writeFileSync(path, "somebody else's");
    expect(await refusal(async () => createState(path, PLAN))).toEqual({
      code: 'STATE_FILE',
      message: 'the state file FILE already exists',
    });
    expect(readFileSync(path, 'utf8')).toBe("somebody else's");
  });

  it.each([
    { rule: 'is not there', content: undefined, want: 'the state file FILE cannot be read' },
    { rule: 'is empty', content: '', want: 'the state file FILE is not the state of a replay' },
    { rule: 'is something else', content: '{"name":"x"}\n', want: 'the state file FILE is not the state of a replay' },
    {
      rule: 'is of another version',
      content: '{"format":"receiver-replay","version":2}\n',
      want: 'the state file FILE is not the state of a replay',
    },
    {
      rule: 'is finished',
      content: '{"format":"receiver-replay","version":1}\n{"finished":true}\n',
      want: 'the state file FILE belongs to a run that has finished',
    },
  ])('is refused where it $rule', async ({ content, want }) => {
    if (content !== undefined) writeFileSync(path, content);
    expect(await refusal(async () => resumeState(path))).toEqual({ code: 'STATE_FILE', message: want });
  });
});
