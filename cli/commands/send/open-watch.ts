import type { OfflineContext } from '../../context.ts';
import { explainError } from '../../errors/explain-error.ts';
import { watchBus } from './bus-watch.ts';
import { watchLocalRun, type EventWatch, type WatchedEvents } from './event-watch.ts';
import type { Target } from './send-target.ts';

/** How to watch the events of a run. */
export interface WatchPlan {
  readonly secret: string;
  /** The object of the changes; undefined for any. */
  readonly object: string | undefined;
  /** Longest wait for the events, in milliseconds. */
  readonly forMs: number;
}

/** Opens the watch of a target. Without permission or access, prints why there is no verdict and returns undefined. */
export async function openWatch(
  context: OfflineContext,
  target: Target,
  plan: WatchPlan,
): Promise<EventWatch | undefined> {
  const { ports, output } = context;
  const { app, deployed, url } = target;
  if (app === undefined) {
    output.note('No verdict: --url gives no access to the events. Run send with --local or with the stack.');
    return undefined;
  }
  return orNoVerdict(context, async () =>
    deployed === undefined
      ? watchLocalRun({ ports, output, forMs: plan.forMs }, new URL(url).origin)
      : watchBus(deployed, { ...plan, app, url }),
  );
}

/** Collects the events. Returns undefined, and prints why, if they cannot be read. */
export async function collectEvents(
  context: OfflineContext,
  watch: EventWatch,
  ids: ReadonlySet<string>,
): Promise<WatchedEvents | undefined> {
  return orNoVerdict(context, async () => watch.collect(ids));
}

/** Closes the watch. The report must not be lost because something is left over. */
export async function closeWatch({ output }: OfflineContext, watch: EventWatch | undefined): Promise<void> {
  try {
    await watch?.close();
  } catch (error) {
    output.note(
      `Could not remove the rule and the queue (${explainError(error).message}). ` +
        'Run `npx meta-webhooks listen --clean-up` to remove them.',
    );
  }
}

async function orNoVerdict<T>({ ports, output }: OfflineContext, act: () => Promise<T>): Promise<T | undefined> {
  try {
    return await act();
  } catch (error) {
    if (ports.signal.aborted) throw error;
    const { code, message, hint } = explainError(error);
    output.note(`No verdict: ${code}: ${message}\n  ${hint}`);
    return undefined;
  }
}
