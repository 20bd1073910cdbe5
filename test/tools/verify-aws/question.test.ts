import { describe, expect, it } from '@jest/globals';
import { formatFacts, summarizeFacts } from '../../../tools/verify-aws/facts.ts';
import { askQuestion, type Question } from '../../../tools/verify-aws/questions/question.ts';

const onAws = { isEmulator: false, signal: new AbortController().signal };
const onEmulator = { ...onAws, isEmulator: true };
const question: Question = {
  question: 'Is it?',
  kind: 'check',
  ask: async () => Promise.resolve({ answer: 'yes', evidence: '200' }),
};
const failing: Question = { ...question, ask: async () => Promise.reject(new RangeError('the status was 500')) };

describe('a question', () => {
  it('that an emulator cannot answer never passes there, and is not asked', async () => {
    const fact = await askQuestion({ ...failing, missingInEmulator: 'no key policies' }, onEmulator);
    expect(fact).toEqual({
      question: 'Is it?',
      status: 'not answered here',
      answer: '-',
      evidence: 'no key policies',
    });
  });

  it.each([
    { rule: 'an emulator lacks nothing for it', asked: question, where: onEmulator, status: 'passed' },
    { rule: 'it runs on AWS', asked: { ...question, missingInEmulator: 'x' }, where: onAws, status: 'passed' },
    {
      rule: 'it only observes',
      asked: { ...question, kind: 'observation' as const },
      where: onAws,
      status: 'observed',
    },
    {
      rule: 'no run can answer it',
      asked: { ...question, missingHere: 'x' },
      where: onAws,
      status: 'not answered here',
    },
  ])('is $status if $rule', async ({ asked, where, status }) => {
    expect(await askQuestion(asked, where)).toMatchObject({ status });
  });

  it('fails with the error as evidence, also one that only observes', async () => {
    for (const kind of ['check', 'observation'] as const) {
      expect(await askQuestion({ ...failing, kind }, onAws)).toMatchObject({
        status: 'failed',
        evidence: 'RangeError: the status was 500',
      });
    }
  });

  it('is no fact when the run is interrupted: the error goes on', async () => {
    const stopping = new AbortController();
    const ask = async (): Promise<never> => {
      stopping.abort(new Error('ended by SIGINT'));
      return Promise.reject(new Error('aborted'));
    };
    await expect(askQuestion({ ...question, ask }, { ...onAws, signal: stopping.signal })).rejects.toThrow('SIGINT');
  });
});

describe('the facts', () => {
  const facts = [
    { question: 'Is it?', status: 'passed', answer: 'yes', evidence: '200' },
    { question: 'Is that so?', status: 'not answered here', answer: '-', evidence: 'no key policies' },
  ] as const;

  it('are a table with one row each', () => {
    expect(formatFacts(facts)).toBe(
      [
        'status             question     answer  evidence',
        'passed             Is it?       yes     200',
        'not answered here  Is that so?  -       no key policies',
      ].join('\n'),
    );
  });

  it('are counted by status', () => {
    expect(summarizeFacts(facts)).toBe('1 passed, 0 failed, 0 observed, 1 not answered here');
  });
});
