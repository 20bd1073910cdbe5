import type {
  BusEvent,
  StreamedEvent,
  SubscriptionPattern,
  TemporarySubscription,
} from '../../aws/temporary-subscription.ts';
import type { OfflineContext } from '../../context.ts';
import { CliError } from '../../errors/cli-error.ts';
import { explainFetchError } from '../../meta/signed-post.ts';

/** Time between two attempts to connect to a local run that has stopped. */
const RECONNECT_MS = 1_000;

/**
 * Opens a subscription to the events of a local run. It has no queue: events that arrive while the local run is
 * stopped or before the connection are not received.
 * @param origin - of the page, for example `http://127.0.0.1:3000`
 * @throws {@link CliError} UNREACHABLE_URL | NOT_A_LOCAL_RUN
 */
export async function openLocalSubscription(
  context: OfflineContext,
  origin: string,
  pattern: SubscriptionPattern,
): Promise<TemporarySubscription> {
  const { ports } = context;
  const stopping = new AbortController();
  const signal = AbortSignal.any([ports.signal, stopping.signal]);
  const arrived = new Arrivals();
  const onEvent = (json: string): void => {
    const event = JSON.parse(json) as BusEvent;
    if (matches(event, pattern)) arrived.add({ event, receives: 1 });
  };
  const first = await connect(context, origin, signal);
  void follow(context, { origin, signal, onEvent }, first).catch(() => undefined); // it ends with the signal
  return {
    resumed: false,
    receive: async (waitSeconds, given) => {
      const received = await arrived.take(waitSeconds * 1_000, AbortSignal.any([signal, ...(given ? [given] : [])]));
      return received.map((one) =>
        toStreamedEvent(one, async (seconds) => {
          await ports.pause(seconds * 1_000, signal);
          arrived.add({ event: one.event, receives: one.receives + 1 });
        }),
      );
    },
    close: async () => {
      stopping.abort();
      return Promise.resolve(false);
    },
  };
}

/** @param addLater - adds the event again after a number of seconds */
function toStreamedEvent(arrival: Arrival, addLater: (seconds: number) => Promise<void>): StreamedEvent {
  return {
    ...arrival,
    confirm: async () => Promise.resolve(),
    putBack: async (seconds) => {
      // The other events do not wait for this one. The pause ends with the command.
      void addLater(seconds).catch(() => undefined);
      return Promise.resolve();
    },
  };
}

interface Following {
  readonly origin: string;
  readonly signal: AbortSignal;
  readonly onEvent: (json: string) => void;
}

/** Reads the stream, and that of each later start of the local run, until the signal aborts. */
async function follow(context: OfflineContext, following: Following, first: AsyncIterable<string>): Promise<void> {
  const { origin, signal, onEvent } = following;
  await readAll(first, onEvent);
  while (!signal.aborted) {
    context.output.note('The local run has stopped. Waiting for its next start.');
    const next = await reconnect(context, origin, signal);
    context.output.note('Listening again.');
    await readAll(next, onEvent);
  }
}

/** Reads until the connection ends or breaks. */
async function readAll(events: AsyncIterable<string>, onEvent: (json: string) => void): Promise<void> {
  try {
    for await (const json of events) onEvent(json);
  } catch {
    // The connection broke.
  }
}

function matches({ detail }: BusEvent, pattern: SubscriptionPattern): boolean {
  return (['app', 'object', 'field', 'kind'] as const).every((name) => {
    const allowed = pattern[name] ?? [];
    return allowed.length === 0 || allowed.includes(detail[name]);
  });
}

async function reconnect(context: OfflineContext, origin: string, signal: AbortSignal): Promise<AsyncIterable<string>> {
  for (;;) {
    await context.ports.pause(RECONNECT_MS, signal);
    try {
      return await connect(context, origin, signal);
    } catch (error) {
      if (signal.aborted) throw error;
    }
  }
}

async function connect({ ports }: OfflineContext, origin: string, signal: AbortSignal): Promise<AsyncIterable<string>> {
  const url = `${origin}/api/event-stream`;
  const response = await ports.fetch(url, { signal }).catch((error: unknown) => {
    throw explainFetchError(error, url);
  });
  const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') === true;
  if (response.ok && isStream && response.body) return readEvents(response.body);
  await response.body?.cancel();
  throw new CliError('NOT_A_LOCAL_RUN', {
    message: 'the server at this port is not a local run of this version',
    hint: 'Run `npx meta-webhooks dev` there, or give the port that it printed: --local <port>.',
  });
}

/** Yields the data of each server-sent event. */
async function* readEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of body) {
    const events = (rest + decoder.decode(chunk, { stream: true })).split('\n\n');
    rest = events.pop() ?? '';
    for (const event of events) {
      const [, data] = /^data: (.*)$/m.exec(event) ?? [];
      if (data !== undefined) yield data;
    }
  }
}

type Arrival = Pick<StreamedEvent, 'event' | 'receives'>;

/** Events that were not handed out yet. */
class Arrivals {
  #waiting: Arrival[] = [];
  #wake: (() => void) | undefined;

  add(arrival: Arrival): void {
    this.#waiting.push(arrival);
    this.#wake?.();
  }

  /** Waits until there are events, and takes them all. */
  async take(waitMs: number, signal: AbortSignal): Promise<readonly Arrival[]> {
    if (this.#waiting.length === 0) await this.#arrival(AbortSignal.any([signal, AbortSignal.timeout(waitMs)]));
    const taken = this.#waiting;
    this.#waiting = [];
    return taken;
  }

  async #arrival(end: AbortSignal): Promise<void> {
    if (end.aborted) return;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      end.addEventListener('abort', () => {
        resolve();
      });
    });
    this.#wake = undefined;
  }
}
