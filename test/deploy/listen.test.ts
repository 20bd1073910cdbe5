import { ListRulesCommand } from '@aws-sdk/client-eventbridge';
import { ListQueuesCommand } from '@aws-sdk/client-sqs';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { APP_SECRET } from '../support/builders/meta.ts';
import {
  runInProcess,
  startReceiverCommand,
  type CommandResult,
  type RunningCommand,
} from '../support/harness/run-receiver.ts';
import { post } from './callback.ts';
import { eventBridge, outputs, readyForMeta, sqs } from './deployment.ts';
import { eventually } from './eventually.ts';

beforeAll(readyForMeta);

/** The callback URL's host is a name that only the emulator knows. */
const reachable: typeof fetch = async (input, init) => {
  const headers = Object.fromEntries(new Headers(init?.headers));
  const { status, body } = await post(Buffer.from(init?.body as Uint8Array), { ...headers, host: new URL(input).host });
  return new Response(body, { status });
};

/** Runs a command to its end, and sees to it that no secret shows. */
async function run(...args: readonly string[]): Promise<CommandResult> {
  const result = await runInProcess(args, { ...process.env }, { fetch: reachable });
  expect(result.stdout + result.stderr).not.toContain(APP_SECRET);
  return result;
}

/** What `listen` has on the account. */
async function taps(): Promise<{ readonly rules: number; readonly queues: number }> {
  const NamePrefix = 'meta-webhooks-listen-';
  const { Rules = [] } = await eventBridge.send(
    new ListRulesCommand({ EventBusName: outputs.EventBusName, NamePrefix }),
  );
  const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({ QueueNamePrefix: NamePrefix }));
  return { rules: Rules.length, queues: QueueUrls.length };
}

/** Starts `listen`, and waits until it listens. */
async function listen(...args: readonly string[]): Promise<RunningCommand> {
  const running = startReceiverCommand(['listen', ...args], { env: process.env });
  let reported = '';
  running.process.stderr.on('data', (chunk) => (reported += String(chunk)));
  await eventually(async () => Promise.resolve(reported.startsWith('Listening')));
  return running;
}

interface Line {
  readonly 'detail-type': string;
  readonly detail: { readonly entryId: string; readonly value?: unknown };
}
const parsed = ({ stdout }: CommandResult): Line[] =>
  stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);

describe('listen', () => {
  it('that was killed is gone on with by its name, and nothing is missed', async () => {
    const killed = await listen('--name', 'deploy-test', '--field', 'leadgen');
    killed.process.kill('SIGKILL');
    await killed.result;
    await run('send', 'page.leadgen', '--batch', '5', '--simulate-retries', '--seed', '1', '--entry-id', '4712');
    const resumed = await run(
      'listen',
      '--name',
      'deploy-test',
      '--field',
      'leadgen',
      '--count',
      '5',
      '--for',
      '2m',
      '--json',
    );
    expect(resumed.code).toBe(0);
    expect(parsed(resumed).map(({ detail }) => detail.entryId)).toEqual(['4712', '4712', '4712', '4712', '4712']);
    expect(await taps()).toEqual({ rules: 0, queues: 0 });
  }, 120_000); // what SQS had handed to the dead comes half a minute later
});
