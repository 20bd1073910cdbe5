import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { isLoopback, listeningSockets, processTree } from '../support/harness/listening-sockets.ts';
import { callLogs } from './launcher/function-logs.ts';

const START_MS = 180_000;

let command: ChildProcess;
let printed: AsyncIterator<string>;
const variables: Record<string, string> = {};

/** Reads what the command prints, up to a line that matches. */
async function readUntil(pattern: RegExp): Promise<readonly string[]> {
  const lines: string[] = [];
  for (let read = await printed.next(); read.done !== true; read = await printed.next()) {
    lines.push(read.value);
    if (pattern.test(read.value)) return lines;
  }
  throw new Error(`printed no line of ${String(pattern)}:\n${lines.join('\n')}`);
}

beforeAll(async () => {
  command = spawn(process.execPath, [join(import.meta.dirname, 'emulator.ts')], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  printed = createInterface({ input: command.stdout! })[Symbol.asyncIterator]();
  for (const line of await readUntil(/Ctrl-C/)) {
    const [, name, value] = /^export (\w+)=(.*)$/.exec(line) ?? [];
    if (name !== undefined) variables[name] = value!;
  }
}, START_MS);
afterAll(() => {
  command.kill('SIGKILL');
});

async function describeStacks(): Promise<readonly (string | undefined)[]> {
  const client = new CloudFormationClient({
    endpoint: variables['AWS_ENDPOINT_URL']!,
    credentials: {
      accessKeyId: variables['AWS_ACCESS_KEY_ID']!,
      secretAccessKey: variables['AWS_SECRET_ACCESS_KEY']!,
    },
    region: variables['AWS_REGION']!,
  });
  const { Stacks = [] } = await client.send(new DescribeStacksCommand());
  return Stacks.map(({ StackName }) => StackName);
}

const GROUP = { logGroupName: '/aws/lambda/Leads', logStreamName: 'one' };

/** Logs messages as a function does. */
async function logMessages(...messages: readonly string[]): Promise<void> {
  const logEvents = messages.map((message) => ({ message, timestamp: Date.now() }));
  const endpoint = variables['AWS_ENDPOINT_URL']!;
  await callLogs(endpoint, 'CreateLogGroup', { logGroupName: GROUP.logGroupName });
  await callLogs(endpoint, 'CreateLogStream', GROUP);
  await callLogs(endpoint, 'PutLogEvents', { ...GROUP, logEvents });
}

describe('npm run emulator', () => {
  it('the printed variables lead to an account that is bootstrapped and otherwise empty', async () => {
    expect(await describeStacks()).toEqual(['CDKToolkit']);
  });

  it('listens on loopback only', () => {
    const sockets = listeningSockets(processTree(command.pid!));
    expect(sockets.map(({ port }) => String(port))).toContain(new URL(variables['AWS_ENDPOINT_URL']!).port);
    expect(sockets.filter((socket) => !isLoopback(socket))).toEqual([]);
  });

  it('shows what the functions log, each line once and without those of the runtime', async () => {
    await logMessages('START RequestId: 1 Version: $LATEST', 'a lead', 'a lead', 'REPORT RequestId: 1', 'the end');
    expect(await readUntil(/the end/)).toEqual(['Leads a lead', 'Leads a lead', 'Leads the end']);
  });

  it('ends on Ctrl-C, with the code of the signal, and the emulator with it', async () => {
    command.kill('SIGINT');
    expect(await once(command, 'exit')).toEqual([130, null]);
    await expect(describeStacks()).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});
