import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Split } from '../../src/pipeline/change/change.ts';
import { MessageError } from '../../src/pipeline/delivery/message-error.ts';
import { BodyError } from '../../src/json/parse-lossless.ts';

/** Beside this file as source, beside the bundle when deployed. */
const FROM_SOURCE = import.meta.url.endsWith('.ts');
const CHILD = fileURLToPath(new URL(FROM_SOURCE ? './split-child.ts' : './split-child.mjs', import.meta.url));
// The child needs no credentials, and options for the parent are none of its own. From source, node keeps what it
// compiled: without, a child takes three times as long to start.
const CHILD_ENVIRONMENT = FROM_SOURCE
  ? { NODE_COMPILE_CACHE: fileURLToPath(new URL('../../node_modules/.cache/split-child', import.meta.url)) }
  : {};
/** V8 aborts when a heap limit is reached: the signal, or what a shell makes of it. */
const ABORTED: ReadonlySet<unknown> = new Set(['SIGABRT', 'SIGILL', 'SIGTRAP', 134]);
/** What a child may write: a body of 100,000 changes is most of it, and the worker has to hold it twice. */
const MAX_OUTPUT_BYTES = 48 * 1024 * 1024;

export interface SplitApartOptions {
  /** MiB that the child's heap may have. */
  readonly heapMb: number;
  /** Milliseconds after which the body is too expensive. */
  readonly deadlineMs: number;
  /**
   * Milliseconds that are left for it now; where they are fewer than the deadline, running out of them says nothing of
   * the body.
   */
  readonly remainingMs: () => number;
}

/** What a child writes. */
export type ChildAnswer = { readonly split: Split } | { readonly unparseable: string };

/** The time ran out before a body could be split; nothing is wrong with it. */
export class OutOfTimeError extends Error {}

/**
 * Parses and splits a body in a child process with a heap limit and a deadline, so that no body can take the worker
 * with it. Worker threads would not do: Lambda runs node with a heap limit, and then their own limits do not count.
 * @throws {@link MessageError} TOO_EXPENSIVE where the child ran out of heap, time or output
 * @throws {@link BodyError} INVALID_JSON
 * @throws {@link OutOfTimeError} where this invocation has no time left for it
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
      `splitting the body was ${output}. Find out who can sign such bodies. The archive keeps the body.`,
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
  child.stdin.on('error', () => undefined); // it may die before it has read all: its exit tells
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
