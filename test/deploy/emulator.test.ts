import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { isLoopback, listeningSockets, processTree } from '../support/harness/listening-sockets.ts';

const START_MS = 180_000;

let command: ChildProcess;
const variables: Record<string, string> = {};

beforeAll(async () => {
  command = spawn(process.execPath, [join(import.meta.dirname, 'emulator.ts')], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  for await (const line of createInterface({ input: command.stdout! })) {
    const [, name, value] = /^export (\w+)=(.*)$/.exec(line) ?? [];
    if (name !== undefined) variables[name] = value!;
    if (line.includes('Ctrl-C')) break;
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

describe('npm run emulator', () => {
  it('the printed variables lead to an account that is bootstrapped and otherwise empty', async () => {
    expect(await describeStacks()).toEqual(['CDKToolkit']);
  });

  it('listens on loopback only', () => {
    const sockets = listeningSockets(processTree(command.pid!));
    expect(sockets.map(({ port }) => String(port))).toContain(new URL(variables['AWS_ENDPOINT_URL']!).port);
    expect(sockets.filter((socket) => !isLoopback(socket))).toEqual([]);
  });

  it('ends on Ctrl-C, with the code of the signal, and the emulator with it', async () => {
    command.kill('SIGINT');
    expect(await once(command, 'exit')).toEqual([130, null]);
    await expect(describeStacks()).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});
