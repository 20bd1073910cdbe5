import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ownLogBytes } from '../../cli/commands/cost/log-bytes.ts';
import { commentsBody } from '../support/builders/meta.ts';
import { startReceiverUnderTest, type ReceiverUnderTest } from '../support/harness/receiver-under-test.ts';

let receiver: ReceiverUnderTest;
let ids = 17_960_000_000_000_000n;
beforeAll(async () => {
  receiver = await startReceiverUnderTest();
  await deliver(1); // the first request of a process takes longer: its latency has more digits
});
afterAll(async () => {
  await receiver.stop();
});
beforeEach(() => {
  for (const lines of Object.values(receiver.printed)) lines.length = 0;
});

const countBytes = (): number =>
  Object.values(receiver.printed)
    .flat()
    .reduce((sum, line) => sum + Buffer.byteLength(line), 0);

async function deliver(batch: number): Promise<void> {
  for (let i = 0; i < batch; i += 1)
    await receiver.post(commentsBody([String((ids += 1n))], Math.floor(Date.now() / 1_000)));
  await receiver.drain();
}

describe('what the functions log about a delivery', () => {
  it('is two lines and at most 1,350 bytes, if it is alone in its batch', async () => {
    await deliver(1);
    expect(Object.values(receiver.printed).map((lines) => lines.length)).toEqual([1, 1]);
    expect(countBytes()).toBeLessThanOrEqual(1_350);
  });

  it.each([1, 5, 10])('is what the command counts as cost, within 5 %%: batches of %d', async (batch) => {
    await deliver(batch);
    expect(Math.abs(ownLogBytes(batch) / (countBytes() / batch) - 1)).toBeLessThanOrEqual(0.05);
  });
});
