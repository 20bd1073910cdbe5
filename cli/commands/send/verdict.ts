import type { ShownEvent } from '../../terminal/event-line.ts';
import { splitBody } from '../../../src/pipeline/change/split-body.ts';
import { claimKey } from '../../../src/pipeline/dedupe/claim.ts';

/** The changes of one POST. */
export interface PostedChanges {
  /** The id of the event that each change becomes. */
  readonly ids: readonly string[];
  /** Number of changes that only their delivery identifies, so that no id is known. */
  readonly withoutId: number;
  readonly accepted: boolean;
}

/** The events that the pipeline emitted. */
export interface Emissions {
  /** Number of times that each event was emitted during the run, by its id. */
  readonly counts: ReadonlyMap<string, number>;
  /** Ids of events that were emitted before the run. */
  readonly before: ReadonlySet<string>;
}

/** What became of the changes of a run. */
export interface Verdict {
  readonly posts: number;
  /** Number of different changes. */
  readonly changes: number;
  /** Number of changes in accepted POSTs: more than `changes` if some were sent again. */
  readonly delivered: number;
  /** Number of different changes that became an event during the run. */
  readonly emitted: number;
  /** Number of delivered changes that the receiver recognized as duplicates. */
  readonly duplicates: number;
  /** Number of different delivered changes without an event. */
  readonly missing: number;
  /** Number of different changes that became more than one event. */
  readonly twice: number;
}

/** A verdict and the first events, to print. */
export interface RunVerdict extends Verdict {
  readonly events: readonly ShownEvent[];
  /** Number of changes without a known id, which the verdict leaves out. */
  readonly notCounted: number;
}

/** Finds the ids of the events that the changes of a body become; none for a body that is not JSON. */
export function findEventIds(body: Buffer, app: string): Omit<PostedChanges, 'accepted'> {
  const changes = splitOrNone(body);
  const [ids, others] = ['a', 'b'].map((deliveryId) =>
    changes.map((change) => claimKey({ app, deliveryId, receivedAt: '' }, change)),
  );
  const known = (ids ?? []).filter((id, i) => id === others?.[i]);
  return { ids: known, withoutId: changes.length - known.length };
}

function splitOrNone(body: Buffer) {
  try {
    return splitBody(body).changes;
  } catch {
    return [];
  }
}

/** Returns the ids of the changes that the receiver accepted at least once. */
export function listAccepted(posts: readonly PostedChanges[]): ReadonlySet<string> {
  return new Set(posts.filter(({ accepted }) => accepted).flatMap(({ ids }) => ids));
}

/** Compares the changes of a run with the events. Counts only changes whose id is known. */
export function judge(posts: readonly PostedChanges[], { counts, before }: Emissions): Verdict {
  const delivered = posts.flatMap(({ ids, accepted }) => (accepted ? ids : []));
  const accepted = [...new Set(delivered)];
  const emissions = (id: string): number => counts.get(id) ?? 0;
  const hasEvent = (id: string): boolean => emissions(id) > 0 || before.has(id);
  const again = delivered.filter(hasEvent).length - accepted.reduce((sum, id) => sum + emissions(id), 0);
  return {
    posts: posts.length,
    changes: new Set(posts.flatMap(({ ids }) => ids)).size,
    delivered: delivered.length,
    emitted: accepted.filter((id) => emissions(id) > 0).length,
    duplicates: Math.max(0, again),
    missing: accepted.filter((id) => !hasEvent(id)).length,
    twice: accepted.filter((id) => emissions(id) + (before.has(id) ? 1 : 0) > 1).length,
  };
}
