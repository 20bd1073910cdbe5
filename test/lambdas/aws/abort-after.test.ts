import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { abortAfter, startDeadline } from '../../../lambdas/aws/abort-after.ts';
import { withDeadline } from '../../../lambdas/ingress/with-deadline.ts';

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

it('a cleared deadline leaves no timer, and its signal never aborts', () => {
  const { signal, clear } = startDeadline(4_000);
  clear();
  expect(jest.getTimerCount()).toBe(0);
  jest.advanceTimersByTime(4_000);
  expect(signal.aborted).toBe(false);
});

it.each([
  { rule: 'succeeded', work: Promise.resolve('done'), want: 'done' },
  { rule: 'failed', work: Promise.reject(new Error('failed')), want: 'failed' },
])('the deadline of work that $rule is cleared', async ({ work, want }) => {
  const outcome = await withDeadline(startDeadline(4_000), work, () => new Error('late')).catch(
    (error: unknown) => (error as Error).message,
  );
  expect([outcome, jest.getTimerCount()]).toEqual([want, 0]);
});

it('work that takes longer than its deadline is not waited for', async () => {
  const waiting = withDeadline(startDeadline(4_000), new Promise(() => undefined), () => new Error('late'));
  jest.advanceTimersByTime(4_000);
  await expect(waiting).rejects.toThrow('late');
});
