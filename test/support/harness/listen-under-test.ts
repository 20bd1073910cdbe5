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

const PREFIX = 'meta-webhooks-listen-';

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
  /** Starts it in this process, and waits until it listens or has ended. */
  listen(args: readonly string[], ports?: Partial<CliPorts>): Promise<Listening>;
  /** Starts it in a child process, and waits until it listens. */
  listenInChildProcess(...args: readonly string[]): Promise<RunningCommand>;
  /** Starts it in a child process and kills this, so that its rule and its queue stay behind. */
  leaveBehind(...args: readonly string[]): Promise<void>;
  /** Posts one delivery with a comment per id, and lets the worker empty the queue. */
  emit(...ids: readonly string[]): Promise<void>;
  /** Lists the names of all rules of the bus. */
  rules(): string[];
  /** Lists the names of all queues of `listen`, also of those without a rule. */
  queues(): Promise<string[]>;
  /** Ends the visibility timeouts of all queues of `listen`: what a killed process received is visible again. */
  timeOut(): Promise<void>;
  readonly stop: () => Promise<void>;
}

/** Starts the receiver and the fakes. */
export async function startListenUnderTest(): Promise<ListenUnderTest> {
  const command = await startCommandUnderTest();
  const { receiver, cloud, clients } = command;
  const env = toEnvironment(cloud.url);
  const { rules } = receiver.bus;
  /** Counts the calls that add a target, which is the last step of a start. */
  const targets = (): number => rules.actions.filter((action) => action === 'PutTargets').length;
  const ready = async (count: number): Promise<boolean> => eventually(async () => Promise.resolve(targets() > count));
  const listenInChildProcess: ListenUnderTest['listenInChildProcess'] = async (...args) => {
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
      const interruption = new AbortController();
      let stdout = '';
      let hasEnded = false;
      const out: CliPorts['out'] = (text) => void (stdout += String(text));
      const result = runInProcess(['listen', ...args], env, { out, signal: interruption.signal, ...ports }).finally(
        () => {
          hasEnded = true;
        },
      );
      await eventually(async () => Promise.resolve(hasEnded || targets() > before));
      return {
        stdout: () => stdout,
        interrupt: () => {
          interruption.abort();
        },
        result: result.then((ended) => ({ ...ended, stdout })),
      };
    },
    listenInChildProcess,
    leaveBehind: async (...args) => {
      const { process, result } = await listenInChildProcess(...args);
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

/** Returns a function that creates new comment ids. */
export function freshIds(prefix: string): (count: number) => string[] {
  let made = 0;
  return (count) => Array.from({ length: count }, () => prefix + String((made += 1)).padStart(13, '0'));
}

/** Returns `listen` and its clean-up with a clock that is ahead. */
export function clockAhead(test: ListenUnderTest, aheadMs: number) {
  const now = (): number => Date.now() + aheadMs;
  return {
    listen: async (...args: readonly string[]) => test.listen(args, { now }),
    cleanUp: async (...args: readonly string[]) => (await test.listen(['--clean-up', ...args], { now })).result,
  };
}
