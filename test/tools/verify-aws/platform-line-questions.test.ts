import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Fact } from '../../../tools/verify-aws/facts.ts';
import { platformLineQuestions } from '../../../tools/verify-aws/questions/platform-line-questions.ts';
import { askQuestion } from '../../../tools/verify-aws/questions/question.ts';
import {
  startFakeWorkerInAws,
  type FakeWorkerInAws,
  type WorkerInAws,
} from '../../support/fakes/fake-worker-in-aws.ts';

let fake: FakeWorkerInAws;

beforeEach(async () => {
  fake = await startFakeWorkerInAws();
});
afterEach(async () => fake.stop());

async function ask(isEmulator = false): Promise<Fact> {
  const [question] = platformLineQuestions(fake.run, fake.receiver, fake.clock);
  return askQuestion(question!, { isEmulator, signal: fake.run.signal });
}

/** The timeouts that were set, in order. */
const updates = (): readonly string[] => fake.calls.filter((call) => call.startsWith('UpdateFunctionConfiguration'));

const setAndRestored = ['UpdateFunctionConfiguration 1', 'UpdateFunctionConfiguration 60'];

describe("Lambda's own lines", () => {
  it('are read after a delivery that times out, whose changes arrive once the timeout is restored', async () => {
    expect(await ask()).toMatchObject({ status: 'passed', answer: 'platform.report timeout: 1' });
    expect(fake.calls).toEqual([
      'ListStackResources',
      'ListStackResources',
      'FilterLogEvents',
      'GetFunctionConfiguration',
      'UpdateFunctionConfiguration 1',
      'GetFunctionConfiguration',
      'GetFunctionConfiguration',
      'POST delivery',
      'FilterLogEvents',
      'FilterLogEvents',
      'GetFunctionConfiguration',
      'UpdateFunctionConfiguration 60',
      'GetFunctionConfiguration',
      'GetFunctionConfiguration',
      'FilterLogEvents',
    ]);
    expect(fake.receiver.arrived).toHaveLength(1_000);
  });

  it('are counted by type and status, also those of failures before the question', async () => {
    fake.aws.lines = [
      ['platform.report', 'timeout'],
      ['platform.report', 'error'],
    ];
    fake.aws.causes = [
      ['platform.initReport', 'timeout'],
      ['platform.report', 'timeout'],
    ];
    expect(await ask()).toMatchObject({
      status: 'passed',
      answer: 'platform.report timeout: 2, platform.report error: 1, platform.initReport timeout: 1',
    });
  });

  it('fail the check if one is about a success', async () => {
    fake.aws.lines = [['platform.report', 'success']];
    expect(await ask()).toMatchObject({
      status: 'failed',
      evidence: expect.stringContaining('platform.report success: 1, platform.report timeout: 1'),
    });
  });

  it.each<{ rule: string; lines: WorkerInAws['lines']; causes: WorkerInAws['causes'] }>([
    { rule: 'none is about the timeout', lines: [], causes: [['platform.report', 'error']] },
    { rule: 'only an earlier delivery timed out', lines: [['platform.report', 'timeout']], causes: [] },
  ])('fail the check after five minutes if $rule', async ({ lines, causes }) => {
    Object.assign(fake.aws, { lines, causes });
    expect(await ask()).toMatchObject({
      status: 'failed',
      evidence: expect.stringContaining('a platform.report with status timeout did not happen within 300 s'),
    });
    expect(updates()).toEqual(setAndRestored);
  });

  it('fail the check if a change of the delivery is lost', async () => {
    fake.aws.loses = 1;
    const evidence = expect.stringContaining('the arrival of the events of all 1000 comments did not happen');
    expect(await ask()).toMatchObject({ status: 'failed', evidence });
  });

  it('are not asked for on an emulator', async () => {
    expect(await ask(true)).toMatchObject({ status: 'not answered here' });
    expect(fake.calls).toEqual([]);
  });
});

describe("the worker's timeout", () => {
  it.each<{ rule: string; change: Partial<WorkerInAws>; evidence: string }>([
    { rule: 'the delivery is rejected', change: { accepts: 503 }, evidence: 'the status of the delivery was 503' },
    { rule: 'Lambda fails to set it', change: { updateEnds: 'Failed' }, evidence: 'the function is broken' },
  ])('is restored if $rule', async ({ change, evidence }) => {
    Object.assign(fake.aws, change);
    expect(await ask()).toMatchObject({ status: 'failed', evidence: expect.stringContaining(evidence) });
    expect(updates()).toEqual(setAndRestored);
    expect(fake.calls.at(-1)).toBe('GetFunctionConfiguration');
  });

  // Lambda rejects an update during another, so the restoration has to wait for the end of the first.
  it.each(['UpdateFunctionConfiguration 1', 'POST delivery', 'FilterLogEvents'])(
    'is restored when the run is interrupted at %s',
    async (interrupted) => {
      fake.aws.causes = [];
      fake.aws.onCall = (call) => {
        if (call === interrupted && updates().length > 0) fake.interrupt();
      };
      await expect(ask()).rejects.toThrow('ended by SIGINT');
      expect(updates()).toEqual(setAndRestored);
      expect(fake.aws.timeout).toBe(60);
    },
  );

  it('stays as it is if the run is interrupted before it is changed', async () => {
    fake.aws.onCall = (call) => {
      if (call === 'GetFunctionConfiguration') fake.interrupt();
    };
    await expect(ask()).rejects.toThrow('ended by SIGINT');
    expect(updates()).toEqual([]);
  });
});
