import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** Invocations of a handler with one event. */
export interface Invocation {
  readonly event: unknown;
  readonly times: number;
  /** Invocations at the same time. @default 1 */
  readonly atOnce?: number;
}

/** What the invocations took. */
export interface Invoked {
  readonly ms: number;
  readonly cpuMs: number;
  /** Time since the process started. */
  readonly sinceStartMs: number;
  readonly maxRssMb: number;
  /** Deliveries that were returned. */
  readonly failures: number;
}

/** A process that has imported a handler. */
export interface Invoker {
  readonly importMs: number;
  readonly process: ChildProcess;
  invoke(invocation: Invocation): Promise<Invoked>;
  stop(): void;
}

/** Starts a process and waits until it has imported the handler. Its log goes where Lambda's would: to a pipe. */
export async function startInvoker(
  file: string,
  environment: Readonly<Record<string, string>>,
  execArgv: readonly string[] = [],
): Promise<Invoker> {
  const child = fork(join(import.meta.dirname, 'invoke.ts'), [file], {
    env: { PATH: process.env['PATH'], ...environment },
    execArgv: [...execArgv],
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  child.stdout?.resume();
  const { importMs } = await answerOf<{ readonly importMs: number }>(child);
  return {
    importMs,
    process: child,
    invoke: async (invocation) => {
      child.send(invocation);
      const invoked = await answerOf<Invoked>(child);
      if (invoked.failures > 0) throw new Error(`${invoked.failures} invocations failed`);
      return invoked;
    },
    stop: () => child.kill('SIGKILL'),
  };
}

/** Waits for the next message. A process that ends sends none. */
async function answerOf<T>(child: ChildProcess): Promise<T> {
  const ended = new AbortController();
  const end = (): void => {
    ended.abort(new Error('the process of the bench ended; its error is above'));
  };
  child.once('exit', end);
  try {
    const [answer] = (await once(child, 'message', { signal: ended.signal })) as [T];
    return answer;
  } catch (error) {
    throw ended.signal.aborted ? ended.signal.reason : error;
  } finally {
    child.off('exit', end);
  }
}

/** Environment of the deployed functions, on the stub. */
export function lambdaEnvironment(stub: Readonly<Record<string, string>>): Record<string, string> {
  return {
    ...stub,
    QUEUE_URL: stub['BENCH_QUEUE_URL'] ?? '',
    DEAD_LETTER_QUEUE_URL: stub['BENCH_QUEUE_URL'] ?? '',
    BENCH_SECRET: 'arn',
    APP_SECRET_ARNS: '{"meta":"arn"}',
    MUTUAL_TLS_APPS: '[]',
    BUCKET_NAME: 'bench',
    PREVIOUS_SECRET_SECONDS: '86400',
    CLAIM_TABLE_NAME: 'claims',
    EVENT_BUS_NAME: 'bus',
    DEDUPE_WINDOW_SECONDS: '1900800',
    ARCHIVE: 'on',
    BATCHED_CLAIMS: 'off',
    METRICS_NAMESPACE: 'bench',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '512',
  };
}
