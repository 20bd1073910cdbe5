import { setTimeout as pause } from 'node:timers/promises';
import { doubledMs } from '../src/retry/retry.ts';
import type { ForwardAttempt } from './deliveries/delivery-log.ts';
import type { RecordedEvent } from './deliveries/recorded-event.ts';

const TIMEOUT_MS = 20_000;
const MAX_ATTEMPTS = 6;
const FIRST_PAUSE_MS = 1_000;
const MAX_PAUSE_MS = 60_000;
const MAX_BODY_CHARACTERS = 2_000;
/** Events that are posted at the same time. */
const CONCURRENT = 8;

/** Posts events to the URL of `--forward`. */
export interface Forwarder {
  /** @param onAttempt - receives each attempt of this event */
  forward(event: RecordedEvent, onAttempt: (attempt: ForwardAttempt) => void): void;
  stop(): void;
}

interface Waiting {
  readonly event: RecordedEvent;
  readonly onAttempt: (attempt: ForwardAttempt) => void;
}

/** Creates a forwarder. It tries each event six times, with growing pauses, until the response is 2xx. */
export function createForwarder(url: string): Forwarder {
  const stopping = new AbortController();
  const waiting: Waiting[] = [];
  let running = 0;
  const next = async (): Promise<void> => {
    running += 1;
    for (let one = waiting.shift(); one !== undefined; one = waiting.shift())
      await postUntilDone(url, one, stopping.signal).catch(() => undefined);
    running -= 1;
  };
  return {
    forward: (event, onAttempt) => {
      waiting.push({ event, onAttempt });
      if (running < CONCURRENT) void next();
    },
    stop: () => {
      waiting.length = 0;
      stopping.abort();
    },
  };
}

async function postUntilDone(url: string, { event, onAttempt }: Waiting, signal: AbortSignal): Promise<void> {
  for (let attempts = 1; attempts <= MAX_ATTEMPTS; attempts += 1) {
    const attempt = await post(url, event, signal);
    onAttempt(attempt);
    if (attempt.ok || attempts === MAX_ATTEMPTS) return;
    const ms = doubledMs({ firstMs: FIRST_PAUSE_MS, maxMs: MAX_PAUSE_MS }, attempts);
    await pause(ms, undefined, { signal });
  }
}

async function post(url: string, event: RecordedEvent, signal: AbortSignal): Promise<ForwardAttempt> {
  const atMs = Date.now();
  const ms = (): number => Date.now() - atMs;
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(event),
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
    });
    const body = (await response.text()).slice(0, MAX_BODY_CHARACTERS);
    return { atMs, ms: ms(), answer: response.status, body, ok: response.ok };
  } catch (error) {
    return { atMs, ms: ms(), answer: getCode(error), body: '', ok: false };
  }
}

/** Reads the code from the cause of a failed fetch. A timeout has no cause. */
function getCode(error: unknown): string {
  if (!Error.isError(error)) return 'unknown';
  const { code } = (error.cause ?? {}) as { readonly code?: unknown };
  return typeof code === 'string' ? code : error.name;
}
