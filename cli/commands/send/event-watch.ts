import type { PipelineOutcome } from '../../../local/deliveries/delivery-log.ts';
import type { ShownEvent } from '../../terminal/event-line.ts';
import type { CliPorts } from '../../ports.ts';
import type { Output } from '../../terminal/output.ts';
import { CliError } from '../../errors/cli-error.ts';
import { explainFetchError } from '../../meta/signed-post.ts';
import { formatCount } from '../../terminal/format.ts';
import type { Emissions } from './verdict.ts';

/** The events of a run, and the first of them to print. */
export interface WatchedEvents extends Emissions {
  readonly shown: readonly ShownEvent[];
}

/** Watches which events a receiver emits during a run. */
export interface EventWatch {
  /**
   * Waits until the receiver has emitted these events and has nothing left to process, or until the time is over.
   * @param ids - of the expected events
   */
  collect(ids: ReadonlySet<string>): Promise<WatchedEvents>;
  /** Ends the watch. */
  close(): Promise<void>;
}

/** Most events that are printed. */
export const MAX_SHOWN = 5;
const CHECK_MS = 200;
const TIMEOUT_MS = 10_000;

/** What a watch needs. */
export interface WatchDeps {
  readonly ports: CliPorts;
  readonly output: Output;
  /** Longest wait for the events, in milliseconds. */
  readonly forMs: number;
}

/**
 * Watches a local run through its API.
 * @param origin - of the page, for example `http://127.0.0.1:3000`
 * @throws {@link CliError} UNREACHABLE_URL | VERDICT_UNAVAILABLE if the API is not that of this version
 */
export async function watchLocalRun({ ports, output, forMs }: WatchDeps, origin: string): Promise<EventWatch> {
  const read = async (): Promise<PipelineOutcome> => readOutcome(ports, origin);
  const { emissions: earlier } = await read();
  return {
    collect: async (ids) => {
      const untilMs = ports.now() + forMs;
      let outcome = await read();
      while (outcome.pending > 0 && ports.now() < untilMs) {
        const { pending } = outcome;
        output.progress(() => `verdict: ${formatCount(pending, 'delivery', 'deliveries')} not processed yet`);
        await ports.pause(CHECK_MS, ports.signal);
        outcome = await read();
      }
      const counts = new Map([...ids].map((id) => [id, (outcome.emissions[id] ?? 0) - (earlier[id] ?? 0)] as const));
      const shown = [...ids].filter((id) => (counts.get(id) ?? 0) > 0).slice(0, MAX_SHOWN);
      return {
        counts,
        before: new Set([...ids].filter((id) => earlier[id] !== undefined)),
        shown: await Promise.all(shown.map(async (id) => readJson<ShownEvent>(ports, `${origin}/api/events/${id}`))),
      };
    },
    close: async () => Promise.resolve(),
  };
}

async function readOutcome(ports: CliPorts, origin: string): Promise<PipelineOutcome> {
  const { pending, emissions } = await readJson<Partial<PipelineOutcome>>(ports, `${origin}/api/outcome`);
  if (pending === undefined || emissions === undefined) throw unavailable();
  return { pending, emissions };
}

async function readJson<T>({ fetch, signal }: CliPorts, url: string): Promise<T> {
  try {
    const response = await fetch(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]) });
    if (response.ok) return (await response.json()) as T;
    await response.body?.cancel();
  } catch (error) {
    throw error instanceof SyntaxError ? unavailable() : explainFetchError(error, url);
  }
  throw unavailable();
}

function unavailable(): CliError {
  return new CliError('VERDICT_UNAVAILABLE', {
    message: 'the server at this port does not say which events it emitted',
    hint: 'Start `npm start` of the same version there.',
  });
}
