import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SQSRecord } from 'aws-lambda';
import { pointTo } from '../../../src/pipeline/delivery/encoding.ts';
import type { Act, Handled } from './hostile-worker.ts';
import type { Random } from '../builders/random.ts';
import { record } from '../fakes/worker-fakes.ts';
import { COMPILE_CACHE } from './compile-cache.ts';

const WORKER = fileURLToPath(new URL('hostile-worker.ts', import.meta.url));
/** Same as `maxReceiveCount` of the delivery queue. */
const MAX_RECEIVES = 12;
const BATCH = 10;
const HEAP_MB = 300;

/** A queue in memory for a worker process that really dies. */
export interface DyingWorker {
  /** Puts a body into the queue, or into the bucket with its pointer in the queue. */
  add(deliveryId: string, rawBody: Buffer, options?: AddOptions): void;
  /** Hands out random batches until the queue is empty. */
  runDry(random: Random): Promise<Outcome>;
  stop(): void;
}

export interface AddOptions {
  /** Key in the bucket; if absent, the body is in the queue. */
  readonly key?: string;
  /** Number of earlier receives. */
  readonly receives?: number;
}

/** Outcome of all messages in the queue. */
export interface Outcome {
  readonly acts: readonly Act[];
  /** Ids of the messages that the queue itself dead-lettered. */
  readonly triedTooOften: readonly string[];
  readonly deaths: number;
  /** Peak memory of the worker and its children together, in MiB. */
  readonly peakMb: number;
}

/** Creates the queue, with a folder in place of the bucket and the table. */
export function createDyingWorker(): DyingWorker {
  const folder = mkdtempSync(join(tmpdir(), 'dying-worker-'));
  const journal = join(folder, 'journal.jsonl');
  writeFileSync(journal, '');
  const acts = (): Act[] =>
    readFileSync(journal, 'utf8')
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Act);
  const queue = new Map<string, { readonly message: SQSRecord; receives: number }>();
  const forget = (ids: readonly string[]): void => {
    for (const id of ids) queue.delete(id);
  };
  let worker: ChildProcess | undefined;
  let peakMb = 0;
  const start = (): ChildProcess =>
    fork(WORKER, [folder], {
      execArgv: [`--max-old-space-size=${HEAP_MB}`, '--disable-warning=ExperimentalWarning'],
      env: COMPILE_CACHE,
      silent: true,
    });

  /** @returns the messages that failed, or `died` if the worker died */
  const handle = async (batch: readonly SQSRecord[]): Promise<readonly string[] | 'died'> => {
    const process = (worker ??= start());
    const watch = setInterval(() => (peakMb = Math.max(peakMb, residentMb(process.pid))), 20);
    process.send(batch);
    const waiting = new AbortController();
    const { signal } = waiting;
    const answer = once(process, 'message', { signal }).then(([handled]) => (handled as Handled).failed);
    const ended = await Promise.race([answer, once(process, 'exit', { signal }).then(() => 'died' as const)]);
    waiting.abort();
    clearInterval(watch);
    if (ended === 'died') worker = undefined;
    return ended;
  };

  return {
    add: (deliveryId, rawBody, { key, receives = 0 } = {}) => {
      if (key !== undefined) writeFileSync(join(folder, key), rawBody);
      const body = key === undefined ? rawBody : JSON.stringify(pointTo(rawBody, { bucket: 'b', key }));
      const message = record(body, { deliveryId, encoding: key === undefined ? 'text' : 's3' });
      queue.set(message.messageId, { message, receives });
    },
    runDry: async (random) => {
      const triedTooOften: string[] = [];
      let deaths = 0;
      while (queue.size > 0) {
        const drawn = draw([...queue.values()], random);
        for (const one of drawn) one.receives += 1;
        const tooOften = drawn
          .filter(({ receives }) => receives > MAX_RECEIVES)
          .map(({ message }) => message.messageId);
        forget(tooOften);
        triedTooOften.push(...tooOften);
        const batch = drawn
          .filter(({ receives }) => receives <= MAX_RECEIVES)
          .map(({ message, receives }) => received(message, receives));
        const ended = batch.length === 0 ? [] : await handle(batch);
        if (ended === 'died') deaths += 1;
        else forget(batch.map(({ messageId }) => messageId).filter((id) => !ended.includes(id)));
        forget(acts().flatMap((act) => (act.did === 'remove' ? act.messageIds : [])));
      }
      return { acts: acts(), triedTooOften, deaths, peakMb };
    },
    stop: () => {
      worker?.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Draws a batch. SQS may choose any messages. */
function draw<T>(waiting: T[], random: Random): T[] {
  const drawn: T[] = [];
  while (drawn.length < BATCH && waiting.length > 0) drawn.push(...waiting.splice(random.below(waiting.length), 1));
  return drawn;
}

function received(message: SQSRecord, receives: number): SQSRecord {
  return { ...message, attributes: { ...message.attributes, ApproximateReceiveCount: String(receives) } };
}

/**
 * Returns the resident memory of a process and its children on Linux; 0 on other systems. All map the same file, Node's
 * program, which is in memory once.
 */
function residentMb(pid: number | undefined): number {
  try {
    const children = readdirSync(`/proc/${pid}/task`).flatMap((task) =>
      readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' ').filter(Boolean),
    );
    const statuses = [String(pid), ...children].map(readStatus);
    const own = statuses.reduce((sum, status) => sum + kilobytes(status, 'RssAnon'), 0);
    return (own + Math.max(...statuses.map((status) => kilobytes(status, 'RssFile')))) / 1024;
  } catch {
    return 0; // The process has just ended.
  }
}

function readStatus(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8');
  } catch {
    return ''; // The process has just ended.
  }
}

function kilobytes(status: string, name: 'RssAnon' | 'RssFile'): number {
  return Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0);
}
