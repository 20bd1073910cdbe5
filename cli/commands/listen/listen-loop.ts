import pMap from 'p-map';
import { isTransient } from '../../../lambdas/aws/is-transient.ts';
import type { TemporarySubscription, StreamedEvent } from '../../aws/temporary-subscription.ts';
import type { CliErrorCode } from '../../errors/cli-error.ts';
import type { OfflineContext } from '../../context.ts';
import { explainError } from '../../errors/explain-error.ts';
import { doubledMs } from '../../../src/retry/retry.ts';

/** Prints or forwards an event, and confirms it. @returns whether the event is done */
export type Handle = (received: StreamedEvent) => Promise<boolean>;

/** The number of events that are done. */
export interface Heard {
  events: number;
}

/** Parameters of the listen loop. */
export interface Listening {
  readonly heard: Heard;
  readonly handle: Handle;
  /** End time in milliseconds since 1970; can be infinite. */
  readonly untilMs: number;
  /** Number of events after which to end; can be infinite. */
  readonly count: number;
}

const WAIT_SECONDS = 10;
/** Errors that pass, or that a person fixes in another terminal, while the queue keeps the events. */
const PASSING: ReadonlySet<CliErrorCode> = new Set(['CREDENTIALS_EXPIRED', 'UNREACHABLE']);
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;

/**
 * Passes each event to `handle` until the time or count is reached, or the process is interrupted. Retries during
 * network errors and expired credentials, for example after a laptop was asleep.
 */
export async function listenTo(
  context: OfflineContext,
  subscription: TemporarySubscription,
  listening: Listening,
): Promise<void> {
  const { ports } = context;
  let failures = 0;
  while (!ports.signal.aborted && ports.now() < listening.untilMs && listening.heard.events < listening.count) {
    try {
      await listenOnce(context, subscription, listening);
      failures = 0;
    } catch (error) {
      failures += 1;
      await outlive(context, error, failures);
    }
  }
}

async function listenOnce(
  { ports }: OfflineContext,
  subscription: TemporarySubscription,
  { heard, handle, untilMs, count }: Listening,
): Promise<void> {
  const waitSeconds = Math.min(WAIT_SECONDS, Math.ceil((untilMs - ports.now()) / 1000));
  const received = await subscription.receive(waitSeconds, ports.signal);
  // Do not confirm events beyond the count. They are removed with the queue.
  await pMap(
    received.slice(0, count - heard.events),
    async (one) => {
      if (await handle(one)) heard.events += 1;
    },
    { stopOnError: false },
  );
}

/** Waits after an error that passes. @throws any other error */
async function outlive({ ports, output }: OfflineContext, thrown: unknown, failures: number): Promise<void> {
  const error = thrown instanceof AggregateError ? (thrown.errors[0] as unknown) : thrown;
  const { code, message } = explainError(error);
  if (!PASSING.has(code) && !isTransient(error)) throw error;
  const pauseMs = doubledMs({ firstMs: FIRST_PAUSE_MS, maxMs: LONGEST_PAUSE_MS }, failures);
  output.note(`${code}: ${message}. The queue keeps the events. Trying again in ${pauseMs / 1000} s.`);
  // Ctrl-C ends the pause, and then the loop.
  await ports.pause(pauseMs, ports.signal).catch(() => undefined);
}
