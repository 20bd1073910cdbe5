import pMap from 'p-map';
import { isTransient } from '../../../lambdas/aws/is-transient.ts';
import type { TemporarySubscription, StreamedEvent } from '../../aws/temporary-subscription.ts';
import type { CliErrorCode } from '../../errors/cli-error.ts';
import type { Context } from '../../context.ts';
import { explainError } from '../../errors/explain-error.ts';

/** Shows or forwards an event, and confirms it. @returns whether it is dealt with */
export type Handle = (tapped: StreamedEvent) => Promise<boolean>;

/** How many events were dealt with so far. */
export interface Heard {
  events: number;
}

/** How long to listen. */
export interface Listening {
  readonly heard: Heard;
  readonly handle: Handle;
  /** In milliseconds since 1970; may be infinite. */
  readonly untilMs: number;
  /** So many events; may be infinite. */
  readonly count: number;
}

const WAIT_SECONDS = 10;
/** What passes by itself, or by what a person does in another terminal; the queue keeps the events meanwhile. */
const PASSING: ReadonlySet<CliErrorCode> = new Set(['CREDENTIALS_EXPIRED', 'UNREACHABLE']);
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;

/**
 * Hands every event to `handle` until time or count is up, or the process is interrupted. Outlives networks and
 * sign-ins that are gone for a while, as they are after a laptop's sleep.
 */
export async function listenTo(context: Context, tap: TemporarySubscription, listening: Listening): Promise<void> {
  const { ports } = context;
  let failures = 0;
  while (!ports.signal.aborted && ports.now() < listening.untilMs && listening.heard.events < listening.count) {
    try {
      await listenOnce(context, tap, listening);
      failures = 0;
    } catch (error) {
      failures += 1;
      await outlive(context, error, failures);
    }
  }
}

async function listenOnce(
  { ports }: Context,
  tap: TemporarySubscription,
  { heard, handle, untilMs, count }: Listening,
): Promise<void> {
  const waitSeconds = Math.min(WAIT_SECONDS, Math.ceil((untilMs - ports.now()) / 1000));
  const tapped = await tap.receive(waitSeconds, ports.signal);
  // Those beyond the count are not confirmed: they are removed with the queue.
  await pMap(
    tapped.slice(0, count - heard.events),
    async (one) => {
      if (await handle(one)) heard.events += 1;
    },
    { stopOnError: false },
  );
}

/** @throws what will not pass */
async function outlive({ ports, output }: Context, thrown: unknown, failures: number): Promise<void> {
  const error = thrown instanceof AggregateError ? (thrown.errors[0] as unknown) : thrown;
  const { code, message } = explainError(error);
  if (!PASSING.has(code) && !isTransient(error)) throw error;
  const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** (failures - 1), LONGEST_PAUSE_MS);
  output.note(`${code}: ${message}; the queue keeps what comes. Trying again in ${pauseMs / 1000} s.`);
  // Ctrl-C ends the pause, and then the loop.
  await ports.pause(pauseMs, ports.signal).catch(() => undefined);
}
