import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { embeddedClients } from '../../../local/embedded-aws.ts';
import { startFakeCloudFormation, type FakeCloudFormation } from '../fakes/fake-cloudformation.ts';
import { startReceiverUnderTest, type ReceiverUnderTest } from './receiver-under-test.ts';
import {
  toEnvironment,
  runInProcess,
  startReceiverCommand,
  type CommandResult,
  type RunningCommand,
} from './run-receiver.ts';

/** The operator's command and a receiver to operate. */
export interface CommandUnderTest {
  readonly receiver: ReceiverUnderTest;
  readonly cloud: FakeCloudFormation;
  readonly clients: ReturnType<typeof embeddedClients>;
  /** Empty folder for state files. */
  readonly folder: string;
  /** Runs the command to its end, in this process. */
  run(...args: readonly string[]): Promise<CommandResult>;
  /** Runs the command with `--json`. */
  json<T>(...args: readonly string[]): Promise<T & { readonly code: number | null }>;
  /** Starts the command in a separate process, in the folder. */
  start(...args: readonly string[]): RunningCommand;
  /** Returns the number of messages in the two queues. */
  inQueues(): Promise<{ readonly deliveries: number; readonly deadLetters: number }>;
  /** Puts a message into the dead-letter queue unchanged. */
  deadLetter(body: string, attributes: Readonly<Record<string, string>>): Promise<void>;
  stop(): Promise<void>;
}

/** Starts everything on free loopback ports. Commands reach SQS and S3 through the receiver's fault proxy. */
export async function startCommandUnderTest(): Promise<CommandUnderTest> {
  const receiver = await startReceiverUnderTest();
  const { aws } = receiver;
  const cloud = await startFakeCloudFormation(aws, receiver.proxies.fauxqs.url);
  cloud.receiver.eventBusName = receiver.bus.rules.bus;
  cloud.services.set('AWSEvents', receiver.bus.url);
  receiver.bus.rules.queues = aws.queues;
  const clients = embeddedClients(aws.endpoints);
  const folder = mkdtempSync(join(tmpdir(), 'receiver-command-'));
  const start: CommandUnderTest['start'] = (...args) =>
    startReceiverCommand(args, { env: toEnvironment(cloud.url), cwd: folder });
  const run: CommandUnderTest['run'] = async (...args) => runInProcess(args, toEnvironment(cloud.url));
  const count = async (name: string): Promise<number> => {
    const { messages } = (await aws.queues.inspectQueue(name))!;
    return messages.ready.length + messages.delayed.length + messages.inflight.length;
  };
  return {
    receiver,
    cloud,
    clients,
    folder,
    start,
    run,
    json: async <T>(...args: readonly string[]) => {
      const { code, stdout, stderr } = await run(...args, '--json');
      return { ...(JSON.parse(stdout === '' ? stderr : stdout) as T), code };
    },
    inQueues: async () => ({ deliveries: await count('deliveries'), deadLetters: await count('dead-letters') }),
    deadLetter: async (body, attributes) => {
      const MessageAttributes = Object.fromEntries(
        Object.entries(attributes).map(([name, value]) => [name, { DataType: 'String', StringValue: value }]),
      );
      await clients.sqs.send(
        new SendMessageCommand({ QueueUrl: aws.deadLetterQueueUrl, MessageBody: body, MessageAttributes }),
      );
    },
    stop: async () => {
      rmSync(folder, { recursive: true, force: true });
      for (const client of Object.values(clients)) client.destroy();
      await cloud.stop();
      await receiver.stop();
    },
  };
}
