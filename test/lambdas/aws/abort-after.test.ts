import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { abortAfter } from '../../../lambdas/aws/abort-after.ts';

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

it('a signal aborts when its time is over, not before, and says why', () => {
  const signal = abortAfter(4_000);
  jest.advanceTimersByTime(3_999);
  expect(signal.aborted).toBe(false);
  jest.advanceTimersByTime(1);
  expect(signal.aborted).toBe(true);
  expect(signal.reason).toMatchObject({ name: 'TimeoutError' });
});

it('a signal of another request goes its own way', () => {
  const [first, second] = [abortAfter(10), abortAfter(20)];
  jest.advanceTimersByTime(15);
  expect([first.aborted, second.aborted]).toEqual([true, false]);
});
