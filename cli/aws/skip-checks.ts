import { CHECK_OBJECT } from '../../src/catalog/end-to-end-check.ts';
import type { TemporarySubscription } from './temporary-subscription.ts';

/**
 * Leaves out the events of the end-to-end check, which `setup`, `doctor` and `send` send themselves. They are not from
 * Meta, and another command waits for them.
 * @param objects - the chosen objects; undefined for all of Meta's
 */
export function skipChecks(
  subscription: TemporarySubscription,
  objects: readonly string[] | undefined,
): TemporarySubscription {
  if (objects?.includes(CHECK_OBJECT)) return subscription;
  return {
    ...subscription,
    receive: async (waitSeconds, signal) => {
      const received = await subscription.receive(waitSeconds, signal);
      const isCheck = ({ event }: (typeof received)[number]): boolean => event.detail.object === CHECK_OBJECT;
      await Promise.all(received.filter(isCheck).map(async (check) => check.confirm()));
      return received.filter((one) => !isCheck(one));
    },
  };
}
