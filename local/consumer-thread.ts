import { fileURLToPath, pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { ConsumerReply, ConsumerRequest } from './consumer-messages.ts';

/** Time after which a run counts as failed, in ms. It is the default timeout of `addConsumer`. */
const RUN_MS = 30_000;
const FROM_SOURCE = import.meta.url.endsWith('.ts');
const ENTRY = fileURLToPath(new URL(FROM_SOURCE ? './consumer-worker.ts' : './consumer-worker.mjs', import.meta.url));

/** Result of one run. */
export type ThreadResult =
  { readonly outcome: 'done' | 'skipped-duplicate' } | { readonly outcome: 'failed'; readonly error: string };

/** Result of loading a file. */
export type LoadResult =
  | { readonly loaded: true; readonly detailTypes: readonly string[] | null }
  | { readonly loaded: false; readonly error: string };

/** A consumer file in a thread of its own: an error, a loop or `process.exit` in it does not affect the receiver. */
export interface ConsumerThread {
  readonly load: Promise<LoadResult>;
  /** Whether the thread ended, so that a new one is needed. */
  ended(): boolean;
  run(event: unknown): Promise<ThreadResult>;
  stop(): Promise<void>;
}

/**
 * Starts a thread that loads a consumer file.
 * @param file - absolute path
 * @param runMs - time for one run, in ms
 */
export function startConsumerThread(file: string, runMs = RUN_MS): ConsumerThread {
  const worker = new Worker(ENTRY, { workerData: pathToFileURL(file).href, env: localEnvironment() });
  const loading = Promise.withResolvers<LoadResult>();
  const waiting = new Map<number, (result: ThreadResult) => void>();
  let [lastId, hasEnded] = [0, false];
  const end = (error: string): void => {
    hasEnded = true;
    loading.resolve({ loaded: false, error });
    for (const settle of waiting.values()) settle({ outcome: 'failed', error });
    waiting.clear();
  };
  worker.on('message', (reply: ConsumerReply) => {
    if (reply.type === 'loaded') loading.resolve({ loaded: true, detailTypes: reply.detailTypes });
    else if (reply.type === 'not-loaded') loading.resolve({ loaded: false, error: reply.error });
    else settleRun(waiting, reply);
  });
  onEnd(worker, end);
  return {
    load: loading.promise,
    ended: () => hasEnded,
    run: async (event) => {
      const id = (lastId += 1);
      const { promise, resolve } = Promise.withResolvers<ThreadResult>();
      waiting.set(id, resolve);
      worker.postMessage({ id, event } satisfies ConsumerRequest);
      const timer = setTimeout(() => {
        end(`The consumer did not finish within ${runMs / 1_000} seconds.`);
        void worker.terminate();
      }, runMs);
      return promise.finally(() => {
        clearTimeout(timer);
      });
    },
    stop: async () => {
      await worker.terminate();
    },
  };
}

/** Reports an error that nothing caught, or the end of the thread. */
function onEnd(worker: Worker, end: (error: string) => void): void {
  worker.on('error', (error) => {
    end(error instanceof Error ? (error.stack ?? error.message) : String(error));
  });
  worker.on('exit', (code) => {
    end(`The consumer ended its process with exit code ${code}.`);
  });
}

function settleRun(
  waiting: Map<number, (result: ThreadResult) => void>,
  reply: Extract<ConsumerReply, { readonly id: number }>,
): void {
  const settle = waiting.get(reply.id);
  waiting.delete(reply.id);
  if (reply.type === 'failed') settle?.({ outcome: 'failed', error: reply.error });
  else settle?.({ outcome: reply.duplicate ? 'skipped-duplicate' : 'done' });
}

/** Returns our environment without the variables that would make `changeHandler` use a table. */
function localEnvironment(): NodeJS.ProcessEnv {
  const ofLambda = ['IDEMPOTENCY_TABLE_NAME', 'AWS_LAMBDA_FUNCTION_NAME'];
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !ofLambda.includes(name)));
}
