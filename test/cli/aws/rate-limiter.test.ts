import { describe, expect, it } from '@jest/globals';
import { createRateLimiter } from '../../../cli/aws/rate-limiter.ts';

/** A clock that runs only while somebody waits. */
function stoppedClock(signal = new AbortController().signal) {
  let nowMs = 1_000;
  return {
    now: () => nowMs,
    pause: (ms: number) => {
      nowMs += ms;
      return Promise.resolve();
    },
    signal,
    pass: (ms: number) => (nowMs += ms),
  };
}

describe('the pace', () => {
  it('lets no more through in a second than it should', async () => {
    const clock = stoppedClock();
    const limiter = createRateLimiter(4, clock);
    const turns: number[] = [];
    for (let i = 0; i < 6; i += 1) {
      await limiter();
      turns.push(clock.now());
    }
    expect(turns).toEqual([1_000, 1_250, 1_500, 1_750, 2_000, 2_250]);
  });

  it('does not make up for time in which nothing was sent', async () => {
    const clock = stoppedClock();
    const limiter = createRateLimiter(10, clock);
    await limiter();
    clock.pass(60_000);
    await limiter();
    await limiter();
    expect(clock.now()).toBe(61_100);
  });

  it('ends when the process is interrupted', async () => {
    await expect(createRateLimiter(1, stoppedClock(AbortSignal.abort(new Error('interrupted'))))()).rejects.toThrow(
      'interrupted',
    );
  });
});
