import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { startLocalRunProcess, type LocalRunProcess } from '../support/browser/local-run.ts';
import { APP_SECRET } from '../support/builders/meta.ts';
import { startRecordingServer } from '../support/fakes/recording-server.ts';
import { runInProcess, type CommandResult } from '../support/harness/run-receiver.ts';

let run: LocalRunProcess;
beforeAll(async () => {
  run = await startLocalRunProcess();
});
afterAll(async () => {
  await run.stop();
});

const send = async (args: readonly string[]): Promise<CommandResult> =>
  runInProcess(['send', ...args], { META_APP_SECRET: APP_SECRET });
const toLocal = async (...args: readonly string[]): Promise<CommandResult> =>
  send([...args, '--local', new URL(run.url).port]);

it('--repeat ends with the one event, and with what became of the changes', async () => {
  const { code, stdout } = await toLocal('instagram.comments', '--repeat', '3', '--entry-id', '4712');
  expect(code).toBe(0);
  expect(stdout).toMatch(/\n\n\S+Z {2}instagram\.comments {2}comments {2}4712 {2}[0-9a-f]{64}\n\n/);
  expect(stdout.slice(stdout.indexOf('sent  '))).toBe(
    [
      'sent                 3 POSTs, 1 change',
      'delivered            3 changes',
      'emitted              1 event',
      'duplicates kept out  2',
      'missing              0',
      'twice                0',
      '',
    ].join('\n'),
  );
});

it('counts changes that had their event before the run as duplicates, and does not print that event', async () => {
  const again = ['page.leadgen', '--exact', '--repeat', '2'];
  const eventLine = /^\S+Z {2}page\.leadgen /m;
  expect((await toLocal(...again)).stdout).toMatch(eventLine);
  expect((await toLocal(...again)).stdout).not.toMatch(eventLine);
  const { code, stdout } = await toLocal(...again, '--json');
  expect([code, JSON.parse(stdout)]).toEqual([
    0,
    expect.objectContaining({
      verdict: { posts: 2, changes: 1, delivered: 2, emitted: 0, duplicates: 2, missing: 0, twice: 0, notCounted: 0 },
    }),
  ]);
});

it('--simulate-retries ends with the verdict even if one POST was enough', async () => {
  const { code, stdout } = await toLocal('instagram.comments', '--simulate-retries', '--seed', '3768099331');
  expect([code, stdout.match(/^200 /gm)]).toEqual([0, ['200 ']]);
  expect(stdout).toMatch(/\nduplicates kept out {2}0\nmissing +0\ntwice +0\n$/);
});

it('leaves out changes that nothing but their delivery identifies, and says so', async () => {
  const { code, stdout, stderr } = await toLocal('whatsapp_business_account.messages.errors', '--repeat', '2');
  expect([code, stderr]).toEqual([0, expect.stringMatching(/^2 changes without id and time: /)]);
  expect(stdout).toContain('emitted              0 events\n');
});

it('without an API to read, prints the responses and why there is no verdict', async () => {
  const server = await startRecordingServer(() => ({ status: 200, body: '{}' }));
  const { code, stdout, stderr } = await send([
    'page.leadgen',
    '--repeat',
    '2',
    '--url',
    `${server.url}/webhooks/meta`,
  ]);
  const other = await send(['page.leadgen', '--repeat', '2', '--local', new URL(server.url).port]);
  await server.stop();
  expect([code, stdout]).toEqual([0, expect.stringContaining('2 POSTs: 2 x 200.')]);
  expect(stderr).toMatch(/^No verdict: --url gives no access to the events\. /);
  expect(other).toMatchObject({ code: 0, stderr: expect.stringMatching(/^No verdict: VERDICT_UNAVAILABLE: /) });
});
