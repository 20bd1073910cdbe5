import type { Context } from 'hono';
import type { DeliveryLog } from '../deliveries/delivery-log.ts';
import type { StatusSource } from './status.ts';

/** Updates of this time are sent together, in milliseconds. */
const GATHER_MS = 60;
/** Interval of the status and of the sign of life, in milliseconds. */
const STATUS_MS = 500;
const ALIVE_EVERY = 30;

/** Dependencies of {@link openStream}. */
export interface StreamDeps {
  readonly deliveries: DeliveryLog;
  readonly status: StatusSource;
  /** Differs for each start: revisions of another start mean nothing. */
  readonly runId: string;
}

/**
 * Opens a stream of server-sent events. Each event has the id `<run>-<revision>`. A client that reconnects sends the
 * last one, and gets each delivery that has changed since, so that nothing is missing. `reset` tells a client of an
 * earlier start to load everything again.
 */
export function openStream(c: Context, deps: StreamDeps): Response {
  const since = c.req.header('last-event-id') ?? c.req.query('since') ?? '';
  const connection = new Connection(deps, since);
  const stream = new ReadableStream<Uint8Array>({
    start: (controller) => {
      connection.start(controller);
    },
    cancel: () => {
      connection.stop();
    },
  });
  return c.body(stream, 200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
}

class Connection {
  readonly #deps: StreamDeps;
  readonly #isOtherRun: boolean;
  #revision: number;
  #controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #statusTimer: NodeJS.Timeout | undefined;
  #unsubscribe: (() => void) | undefined;
  #status = '';
  #ticks = 0;

  constructor(deps: StreamDeps, since: string) {
    const [runId, revision] = since.split('-');
    this.#deps = deps;
    this.#isOtherRun = since !== '' && runId !== deps.runId;
    this.#revision = this.#isOtherRun ? 0 : Number(revision ?? 0) || 0;
  }

  start(controller: ReadableStreamDefaultController<Uint8Array>): void {
    this.#controller = controller;
    this.#write('retry: 1000\n\n');
    if (this.#isOtherRun) this.#write('event: reset\ndata: {}\n\n');
    this.#unsubscribe = this.#deps.deliveries.subscribe(() => {
      this.#timer ??= setTimeout(() => {
        this.#flush();
      }, GATHER_MS);
    });
    this.#statusTimer = setInterval(() => {
      void this.#writeStatus();
    }, STATUS_MS);
    this.#flush();
    void this.#writeStatus();
  }

  stop(): void {
    clearTimeout(this.#timer);
    clearInterval(this.#statusTimer);
    this.#unsubscribe?.();
    this.#controller = undefined;
  }

  /** Sends the state of each delivery that has changed, however often it did. */
  #flush(): void {
    this.#timer = undefined;
    const changed = this.#deps.deliveries.changedSince(this.#revision);
    this.#revision = changed.at(-1)?.revision ?? this.#revision;
    if (changed.length === 0) return;
    this.#write(`id: ${this.#deps.runId}-${this.#revision}\nevent: deliveries\ndata: ${JSON.stringify(changed)}\n\n`);
  }

  async #writeStatus(): Promise<void> {
    const status = JSON.stringify(await this.#deps.status());
    this.#ticks += 1;
    if (status !== this.#status) this.#write(`event: status\ndata: ${status}\n\n`);
    else if (this.#ticks % ALIVE_EVERY === 0) this.#write(': alive\n\n');
    this.#status = status;
  }

  #write(text: string): void {
    this.#controller?.enqueue(Buffer.from(text));
  }
}
