import { describe, expect, it } from '@jest/globals';
import { doubledMs, retry } from '../../../src/retry/retry.ts';

/** Fails as often as there are errors, then returns the number of the attempt. */
function failing(...errors: readonly Error[]): { attempt: (attempts: number) => Promise<number>; waits: number[] } {
  const left = [...errors];
  return {
    waits: [],
    attempt: async (attempts) => {
      const error = left.shift();
      return error === undefined ? Promise.resolve(attempts) : Promise.reject(error);
    },
  };
}

const pauseInto = (waits: number[]) => async (ms: number) => Promise.resolve(waits.push(ms));

describe('a call that is repeated', () => {
  it('is made once if it succeeds', async () => {
    const { attempt, waits } = failing();
    expect(await retry(attempt, { waitMs: () => 1, pause: pauseInto(waits) })).toBe(1);
    expect(waits).toEqual([]);
  });

  it('is made again after each wait, which knows the error and the number of attempts', async () => {
    const [first, second] = [new Error('first'), new Error('second')];
    const { attempt, waits } = failing(first, second);
    const asked: unknown[] = [];
    const waitMs = (error: unknown, attempts: number): number => {
      asked.push([error, attempts]);
      return attempts * 10;
    };
    expect(await retry(attempt, { waitMs, pause: pauseInto(waits) })).toBe(3);
    expect([asked, waits]).toEqual([
      [
        [first, 1],
        [second, 2],
      ],
      [10, 20],
    ]);
  });

  it('throws the last error where there is no wait', async () => {
    const last = new Error('last');
    const { attempt, waits } = failing(new Error('first'), last, new Error('never thrown'));
    const given = retry(attempt, { waitMs: (_, attempts) => (attempts < 2 ? 5 : undefined), pause: pauseInto(waits) });
    await expect(given).rejects.toBe(last);
    expect(waits).toEqual([5]);
  });

  it('ends with the error of a wait that was interrupted', async () => {
    const interrupted = new Error('interrupted');
    const { attempt } = failing(new Error('first'));
    const given = retry(attempt, { waitMs: () => 5, pause: async () => Promise.reject(interrupted) });
    await expect(given).rejects.toBe(interrupted);
  });
});

describe('a wait that doubles', () => {
  it.each([
    { rule: 'starts with the first', attempts: 1, want: 100 },
    { rule: 'doubles', attempts: 2, want: 200 },
    { rule: 'doubles again', attempts: 4, want: 800 },
    { rule: 'ends at the longest', attempts: 5, want: 1000 },
    { rule: 'stays there', attempts: 60, want: 1000 },
  ])('$rule', ({ attempts, want }) => {
    expect(doubledMs({ firstMs: 100, maxMs: 1000 }, attempts)).toBe(want);
  });

  it('has no longest by default', () => {
    expect(doubledMs({ firstMs: 1 }, 31)).toBe(1_073_741_824);
  });
});
