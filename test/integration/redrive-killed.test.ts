import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { ChangeMessageVisibilityCommand } from '@aws-sdk/client-sqs';
import { startCommandUnderTest, type CommandUnderTest } from '../support/harness/command-under-test.ts';

const LETTERS = 60;
const KILLS = 6;

let command: CommandUnderTest;
beforeAll(async () => {
  command = await startCommandUnderTest();
});
afterAll(async () => command.stop());

const changeIds = Array.from({ length: LETTERS }, (_, n) => `1797000000000${String(n).padStart(4, '0')}`);

/** Dead letters that were tried too often, though nothing is wrong with them any more. */
async function deadLetterAll(): Promise<void> {
  for (const [n, id] of changeIds.entries()) {
    const body = JSON.stringify({
      object: 'instagram',
      entry: [
        {
          id: '17841405822304914',
          time: 1767225600,
          changes: [{ field: 'comments', value: { id, text: 'synthetic' } }],
        },
      ],
    });
    await command.deadLetter(body, {
      deliveryId: `019b0000-0000-7000-8000-${String(n).padStart(12, '0')}`,
      app: 'meta',
      receivedAt: '2026-01-31T12:00:00.000Z',
      encoding: 'text',
    });
  }
}

/** What a killed process had received comes back when its time out of sight is over. */
async function timeOut(): Promise<void> {
  const { url: QueueUrl, messages } = (await command.receiver.aws.queues.inspectQueue('dead-letters'))!;
  for (const { receiptHandle: ReceiptHandle } of messages.inflight)
    await command.clients.sqs.send(
      new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 }),
    );
}

/** Runs a redrive that is killed when it has sent something and wants to delete it. */
async function redriveKilled(deletes: number): Promise<void> {
  let seen = 0;
  const running = command.start('dead-letters', 'redrive', '--rate', '500');
  command.receiver.proxies.fauxqs.plan = ({ operation }) => {
    if (operation !== 'DeleteMessage' || (seen += 1) < deletes) return 'pass';
    running.process.kill('SIGKILL');
    return 'refuse';
  };
  await running.result;
  command.receiver.proxies.fauxqs.plan = () => 'pass';
  expect(running.process.signalCode).toBe('SIGKILL');
}

// Each run starts when the queue is empty: two copies that are processed at once may double (docs/runbook.md).
it('emits every change once, though the process is killed six times between send and delete', async () => {
  await deadLetterAll();
  for (let kill = 0; kill < KILLS; kill += 1) {
    await redriveKilled(1 + kill);
    await command.receiver.drain(100);
    await timeOut();
  }
  expect((await command.inQueues()).deadLetters).toBeGreaterThan(0);
  expect((await command.run('dead-letters', 'redrive')).code).toBe(0);
  await command.receiver.drain(100);
  const emitted = command.receiver.bus.events.map(
    ({ Detail }) => (JSON.parse(Detail) as { value: { id: string } }).value.id,
  );
  expect({ emitted: new Set(emitted).size, twice: emitted.length - new Set(emitted).size }).toEqual({
    emitted: LETTERS,
    twice: 0,
  });
  expect(await command.inQueues()).toEqual({ deliveries: 0, deadLetters: 0 });
}, 120_000);
