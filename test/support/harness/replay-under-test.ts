import { join } from 'node:path';
import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { archiveWriter, deliveryId } from '../builders/archived.ts';
import { startCommandUnderTest, type CommandUnderTest } from './command-under-test.ts';
import { commentsBody } from '../builders/meta.ts';

/** Summary that `replay --json` prints at its end. */
export interface ReplaySummary {
  readonly read: number;
  readonly matched: number;
  readonly sent: number;
  readonly changes: number;
  readonly skipped: Readonly<Record<string, number>>;
}

/** Members of an event that a replay must keep or add. */
export interface ReplayedEvent {
  readonly id: string;
  readonly deliveryId: string;
  readonly receivedAt: string;
  readonly replayOf?: string;
  readonly field: string;
  readonly value: { readonly id: string };
}

/** The command `replay` and a receiver whose worker processes what it sends. */
export interface ReplayUnderTest extends CommandUnderTest {
  readonly archive: ReturnType<typeof archiveWriter>;
  /** Returns the path of a state file that does not exist yet, new for each test. */
  state(): string;
  /** Returns a change id that no other test uses, because the claim table keeps all ids. */
  changeId(n: number): string;
  replay(...args: readonly string[]): Promise<ReplaySummary & { readonly code: number | null }>;
  resume(...args: readonly string[]): Promise<ReplaySummary & { readonly code: number | null }>;
  /** Writes this number of deliveries with one change each to the archive, with recent times, without emitting them. */
  archiveMany(count: number): Promise<string[]>;
  /** Receives the replays in the queue, which hides them. */
  queued(): Promise<Record<string, string>[]>;
  /** Processes the queue and returns the events since the last call. */
  emitted(): Promise<ReplayedEvent[]>;
  /** Prepares a test. Call it before each test. */
  begin(): void;
  /** Cleans up. Call it after each test. */
  end(): Promise<void>;
}

export async function startReplayUnderTest(): Promise<ReplayUnderTest> {
  const command = await startCommandUnderTest();
  const { receiver, clients } = command;
  const archive = archiveWriter(clients.s3, receiver.aws.bucket);
  let tests = 0;
  const state = (): string => join(command.folder, `state-${tests}.json`);
  const changeId = (n: number): string => `1795${String(tests).padStart(6, '0')}${String(n).padStart(7, '0')}`;
  return {
    ...command,
    archive,
    state,
    changeId,
    replay: async (...args) => command.json('replay', ...args, '--state', state()),
    resume: async (...args) => command.json('replay', '--resume', state(), ...args),
    archiveMany: async (count) => {
      const changes = [...Array(count).keys()].map(changeId);
      const lines = changes.map((change, n) => ({
        deliveryId: deliveryId(n),
        receivedAt: minutesAgo(5),
        body: commentsBody([change]).toString(),
      }));
      for (let n = 0; n < count; n += 10) await archive.write(...lines.slice(n, n + 10));
      return changes;
    },
    queued: async () => {
      const all: Record<string, string>[] = [];
      for (;;) {
        const receive = new ReceiveMessageCommand({
          QueueUrl: receiver.aws.queueUrl,
          MaxNumberOfMessages: 10,
          MessageAttributeNames: ['All'],
        });
        const { Messages = [] } = await clients.sqs.send(receive);
        if (Messages.length === 0) return all;
        for (const { Body = '', MessageAttributes = {} } of Messages) {
          const { origin = '{}', ...attributes } = Object.fromEntries(
            Object.entries(MessageAttributes).map(([name, { StringValue = '' }]) => [name, StringValue]),
          );
          all.push({ body: Body, ...attributes, ...(JSON.parse(origin) as Record<string, string>) });
        }
      }
    },
    emitted: async () => {
      receiver.bus.events.length = 0;
      await receiver.drain(500);
      return receiver.bus.events.map(({ Detail }) => JSON.parse(Detail) as ReplayedEvent);
    },
    begin: () => {
      tests += 1;
    },
    end: async () => {
      receiver.proxies.fauxqs.plan = () => 'pass';
      await receiver.aws.queues.purgeQueues();
      await receiver.aws.emptyBucket();
    },
  };
}

export function minutesAgo(minutes: number): string {
  return new Date(Date.now() - minutes * 60_000).toISOString();
}

/** Lists the comment ids of events. */
export function listComments(events: readonly ReplayedEvent[]): string[] {
  return events.map(({ value }) => value.id).sort();
}
