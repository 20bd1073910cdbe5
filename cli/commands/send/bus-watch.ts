import { CHECK_OBJECT } from '../../../src/catalog/end-to-end-check.ts';
import { playOnSubscription } from '../../aws/end-to-end-check.ts';
import { openSubscription, type BusEvent, type TemporarySubscription } from '../../aws/temporary-subscription.ts';
import type { Context } from '../../context.ts';
import { CliError } from '../../errors/cli-error.ts';
import { MAX_SHOWN, type EventWatch, type WatchedEvents } from './event-watch.ts';

/** What to watch on the bus of a deployed receiver. */
export interface BusWatch {
  /** The app's key. */
  readonly app: string;
  readonly url: string;
  /** The app secret that signs the request that shows that the rule has taken effect. */
  readonly secret: string;
  /** The object of the changes; undefined for any. */
  readonly object: string | undefined;
  /** Longest wait for the events, in milliseconds. */
  readonly forMs: number;
}

/** Longest wait until a new rule takes effect. */
const RULE_MS = 90_000;
/** Empty receives, of about a second each, after which no late duplicate is expected. */
const QUIET_RECEIVES = 5;

/**
 * Watches the bus with a temporary subscription. Returns when the rule has taken effect: it posts the event of the
 * end-to-end check until it arrives.
 * @throws {@link CliError} VERDICT_UNAVAILABLE | the AWS error
 */
export async function watchBus(context: Context, watch: BusWatch): Promise<EventWatch> {
  const { ports, output } = context;
  const subscription = await openSubscription(context, {
    app: [watch.app],
    object: watch.object === undefined ? undefined : [watch.object, CHECK_OBJECT],
  });
  const close = async (): Promise<void> => {
    await subscription.close();
  };
  try {
    const { ok, code = '' } = await playOnSubscription(
      context,
      {
        ...watch,
        timeoutMs: RULE_MS,
        signal: ports.signal,
        onWait: (what) => {
          output.progress(() => `waiting until the temporary rule takes effect: ${what}`);
        },
      },
      subscription,
    );
    if (!ok) throw noCheck(code);
  } catch (error) {
    await close();
    throw error;
  }
  return { close, collect: async (ids) => collect(context, subscription, { ids, forMs: watch.forMs }) };
}

function noCheck(code: string): CliError {
  return new CliError('VERDICT_UNAVAILABLE', {
    message: `the event of the end-to-end check did not arrive (${code})`,
    hint: 'Run `npx meta-webhooks doctor` to find the cause.',
  });
}

/** Receives until each event has arrived and none comes any more, or the time is over. */
async function collect(
  { ports, output }: Context,
  subscription: TemporarySubscription,
  { ids, forMs }: { readonly ids: ReadonlySet<string>; readonly forMs: number },
): Promise<WatchedEvents> {
  const events = new Events(ids);
  const untilMs = ports.now() + forMs;
  let quiet = 0;
  while (ports.now() < untilMs && !(events.isComplete && quiet >= QUIET_RECEIVES)) {
    ports.signal.throwIfAborted();
    output.progress(() => `verdict: ${events.counts.size} of ${ids.size} events have arrived`);
    const received = await subscription.receive(ports.pollSeconds, ports.signal);
    await Promise.all(received.map(async (one) => one.confirm()));
    const found = received.filter(({ event }) => events.add(event)).length;
    quiet = found === 0 ? quiet + 1 : 0;
  }
  return { counts: events.counts, before: new Set(), shown: events.shown };
}

/** The expected events that have arrived. */
class Events {
  readonly counts = new Map<string, number>();
  readonly shown: BusEvent[] = [];
  readonly #expected: ReadonlySet<string>;
  /** EventBridge and SQS may deliver one emission twice. */
  readonly #emissions = new Set<string>();

  constructor(expected: ReadonlySet<string>) {
    this.#expected = expected;
  }

  get isComplete(): boolean {
    return this.counts.size === this.#expected.size;
  }

  /** @returns whether the event is an emission of an expected event that was not counted before */
  add(event: BusEvent): boolean {
    const { id } = event.detail;
    if (!this.#expected.has(id) || this.#emissions.has(event.id)) return false;
    this.#emissions.add(event.id);
    const count = this.counts.get(id) ?? 0;
    this.counts.set(id, count + 1);
    if (count === 0 && this.shown.length < MAX_SHOWN) this.shown.push(event);
    return true;
  }
}
