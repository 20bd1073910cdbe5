import { ChangeMessageVisibilityCommand, ListQueuesCommand } from '@aws-sdk/client-sqs';
import type { CliPorts } from '../../../cli/ports.ts';
import { eventually } from '../../deploy/eventually.ts';
import { startCommandUnderTest, type CommandUnderTest } from './command-under-test.ts';
import { commentsBody } from '../builders/meta.ts';
import {
  toEnvironment,
  runInProcess,
  startReceiverCommand,
  type CommandResult,
  type RunningCommand,
} from './run-receiver.ts';

/** A running `listen`. */
export interface Listening {
  /** Returns the output so far. */
  readonly stdout: () => string;
  /** Interrupts the command, as Ctrl-C does. */
  readonly interrupt: () => void;
  readonly result: Promise<CommandResult>;
}

/** The command `listen` and a receiver whose events it prints. */
export interface ListenUnderTest {
  readonly command: CommandUnderTest;
  /** Starts it in this process, and waits until it listens. */
  listen(args: readonly string[], ports?: Partial<CliPorts>): Promise<Listening>;
  /** Starts it in a separate process, and waits until it listens. */
  listenInProcess(...args: readonly string[]): Promise<RunningCommand>;
  /** Creates the resources that a killed process leaves. */
  leaveBehind(...args: readonly string[]): Promise<void>;
  /** Posts a comment per id, and processes the queue until each is on the bus. */
  emit(...ids: readonly string[]): Promise<void>;
  /** Lists the names of the rules, and of the queues that belong to one. */
  rules(): string[];
  queues(): Promise<string[]>;
  /** Makes the messages that a killed process received visible again. */
  timeOut(): Promise<void>;
  readonly stop: () => Promise<void>;
}

/** Starts the receiver and the fakes. */
export async function startListenUnderTest(): Promise<ListenUnderTest> {
  const command = await startCommandUnderTest();
  const { receiver, cloud, clients } = command;
  const env = toEnvironment(cloud.url);
  const { rules } = receiver.bus;
  /** Counts the targets. A run is ready when its target exists. */
  const targets = (): number => rules.actions.filter((action) => action === 'PutTargets').length;
  const ready = async (count: number): Promise<boolean> => eventually(async () => Promise.resolve(targets() > count));
  const listenInProcess: ListenUnderTest['listenInProcess'] = async (...args) => {
    const before = targets();
    const running = startReceiverCommand(['listen', ...args], { env });
    await ready(before);
    return running;
  };
  const queueUrls = async (): Promise<string[]> =>
    (await clients.sqs.send(new ListQueuesCommand({ QueueNamePrefix: PREFIX }))).QueueUrls ?? [];
  return {
    command,
    listen: async (args, ports) => {
      const before = targets();
      const interrupted = new AbortController();
      let stdout = '';
      let hasEnded = false;
      const out: CliPorts['out'] = (text) => void (stdout += String(text));
      const result = runInProcess(['listen', ...args], env, { out, signal: interrupted.signal, ...ports }).finally(
        () => {
          hasEnded = true;
        },
      );
      await eventually(async () => Promise.resolve(hasEnded || targets() > before));
      return {
        stdout: () => stdout,
        interrupt: () => {
          interrupted.abort();
        },
        result: result.then((ended) => ({ ...ended, stdout })),
      };
    },
    listenInProcess,
    leaveBehind: async (...args) => {
      const { process, result } = await listenInProcess(...args);
      process.kill('SIGKILL');
      await result;
    },
    emit: async (...ids) => {
      await receiver.post(commentsBody(ids));
      await receiver.drain();
    },
    rules: () => [...rules.rules.keys()].sort(),
    queues: async () => (await queueUrls()).map((url) => url.slice(url.lastIndexOf('/') + 1)).sort(),
    timeOut: async () => {
      for (const QueueUrl of await queueUrls()) {
        const { inflight } = (await receiver.aws.queues.inspectQueue(QueueUrl.slice(QueueUrl.lastIndexOf('/') + 1)))!
          .messages;
        for (const { receiptHandle: ReceiptHandle } of inflight)
          await clients.sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 }));
      }
    },
    stop: async () => command.stop(),
  };
}

const PREFIX = 'meta-webhooks-listen-';

/** Returns a function that creates new comment ids. */
export function freshIds(prefix: string): (count: number) => string[] {
  let made = 0;
  return (count) => Array.from({ length: count }, () => prefix + String((made += 1)).padStart(13, '0'));
}

/** Runs the command with a clock that is ahead. */
export function clockAhead(test: ListenUnderTest, aheadMs: number) {
  const now = (): number => Date.now() + aheadMs;
  return {
    listen: async (...args: readonly string[]) => test.listen(args, { now }),
    cleanUp: async (...args: readonly string[]) => (await test.listen(['--clean-up', ...args], { now })).result,
  };
}
