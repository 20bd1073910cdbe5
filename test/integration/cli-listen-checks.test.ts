import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { endToEndCheckBody } from '../../src/catalog/end-to-end-check.ts';
import { startListenUnderTest, type ListenUnderTest } from '../support/harness/listen-under-test.ts';

let test: ListenUnderTest;
beforeAll(async () => {
  test = await startListenUnderTest();
});
afterAll(async () => {
  await test.stop();
});

/** Sends what setup, doctor and send send to check a deployed receiver. */
async function check(id: string): Promise<void> {
  await test.command.receiver.post(Buffer.from(JSON.stringify(endToEndCheckBody(id, Date.now()))));
  await test.command.receiver.drain();
}

it('the event of the end-to-end check of another command is not shown, and does not count', async () => {
  const { result } = await test.listen(['--count', '1']);
  await check('one');
  await test.emit('17962000000000001');
  const { code, stdout } = await result;
  expect([code, stdout.split('  ')[1]]).toEqual([0, 'instagram.comments']);
});

it('it is shown where its object is chosen', async () => {
  const { result } = await test.listen(['--count', '1', '--object', 'meta_webhooks']);
  await check('two');
  const { code, stdout } = await result;
  expect([code, stdout.split('  ')[1]]).toEqual([0, 'meta_webhooks.round_trip']);
});
