import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Split } from '../../src/pipeline/change/change.ts';
import { MessageError } from '../../src/pipeline/delivery/message-error.ts';
import { BodyError } from '../../src/json/parse-lossless.ts';

/** The child script is next to this file in the source, and next to the bundle when deployed. */
const FROM_SOURCE = import.meta.url.endsWith('.ts');
const CHILD = fileURLToPath(new URL(FROM_SOURCE ? './split-child.ts' : './split-child.mjs', import.meta.url));
// The child needs no credentials and must not inherit the parent's options. From source, Node.js caches compiled code.
// Without the cache, a child takes three times as long to start.
const CHILD_ENVIRONMENT = FROM_SOURCE
  ? { NODE_COMPILE_CACHE: fileURLToPath(new URL('../../node_modules/.cache/split-child', import.meta.url)) }
  : {};
/** V8 aborts when it reaches its heap limit. These are the signals, and the exit code that a shell reports. */
const ABORTED: ReadonlySet<unknown> = new Set(['SIGABRT', 'SIGILL', 'SIGTRAP', 134]);
/** The maximum output of a child. A body of 100,000 changes nearly reaches it. The worker holds the output twice. */
const MAX_OUTPUT_BYTES = 48 * 1024 * 1024;

/** Limits of the child process that splits a body. */
export interface SplitApartOptions {
  /** The maximum heap of the child, in MiB. */
  readonly heapMb: number;
  /** The time limit in milliseconds. A body that needs longer is too expensive. */
  readonly deadlineMs: number;
  /**
   * Returns the milliseconds that the invocation has left. If that is less than the deadline, a timeout does not mean
   * that the body is too expensive.
   */
  readonly remainingMs: () => number;
}

/** The output of a child. */
export type ChildAnswer = { readonly split: Split } | { readonly unparseable: string };

/** The invocation ran out of time before the body was split. The body may be valid. */
export class OutOfTimeError extends Error {}

/**
 * Parses and splits a body in a child process with a heap limit and a deadline, so that no body can kill the worker.
 * Worker threads are not enough: Lambda runs Node.js with a heap limit, which overrides the limits of the threads.
 * @throws {@link MessageError} TOO_EXPENSIVE if the child exceeds its heap, time or output limit
 * @throws {@link BodyError} INVALID_JSON
 * @throws {@link OutOfTimeError} if the invocation has no time left
 */
export async function splitApart(
  rawBody: Buffer,
  { heapMb, deadlineMs, remainingMs }: SplitApartOptions,
): Promise<Split> {
  const allowedMs = Math.min(deadlineMs, remainingMs());
  if (allowedMs <= 0) throw new OutOfTimeError('no time left to split a body');
  const output = await runChild(rawBody, heapMb, allowedMs);
  if (output === 'too slow' && allowedMs < deadlineMs) throw new OutOfTimeError('no time left to split a body');
  if (typeof output === 'string')
    throw new MessageError(
      'TOO_EXPENSIVE',
      `Splitting the body was ${output}. Find out who can sign such bodies. The archive keeps the body.`,
    );
  const answer = JSON.parse(output.toString('utf8')) as ChildAnswer;
  if ('unparseable' in answer) throw new BodyError('INVALID_JSON', answer.unparseable);
  return answer.split;
}

type Excess = 'too slow' | 'too large for its memory' | 'too large to be handed over';

async function runChild(rawBody: Buffer, heapMb: number, allowedMs: number): Promise<Buffer | Excess> {
  const child = spawn(
    process.execPath,
    [`--max-old-space-size=${heapMb}`, '--disable-warning=ExperimentalWarning', CHILD],
    { env: CHILD_ENVIRONMENT, stdio: ['pipe', 'pipe', 'ignore'] },
  );
  let excess: Excess | undefined;
  const kill = (reason: Excess): void => {
    excess ??= reason;
    child.kill('SIGKILL');
  };
  const timer = setTimeout(kill, allowedMs, 'too slow');
  const chunks: Buffer[] = [];
  let bytes = 0;
  child.stdout.on('data', (chunk: Buffer) => {
    bytes += chunk.byteLength;
    if (bytes > MAX_OUTPUT_BYTES) kill('too large to be handed over');
    else chunks.push(chunk);
  });
  child.stdin.on('error', () => undefined); // The child may exit before it reads everything. Its exit code shows why.
  child.stdin.end(rawBody);
  try {
    const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
    if (excess !== undefined) return excess;
    if (ABORTED.has(signal) || ABORTED.has(code)) return 'too large for its memory';
    if (code !== 0) throw new Error(`the process that splits a body ended with ${signal ?? code ?? 'nothing'}`);
    return Buffer.concat(chunks);
  } finally {
    clearTimeout(timer);
  }
}
