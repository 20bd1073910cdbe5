import { MAX_UNMARKED_CHANGES } from '../../src/pipeline/dedupe/claim.ts';
import type { Archived } from './archive.ts';
import type { DeliveryOutcome, ProcessedChange } from './change-outcome.ts';
import { claimChanges, type ClaimDeps, type ClaimedChanges, type DuplicateGroup } from './claim-changes.ts';
import { emitChanges, type EmitDeps } from './emit-changes.ts';
import { markOnce, type MarkDeps } from './mark-emitted.ts';
import type { SplitDelivery } from './read-delivery.ts';
import type { QueuedDelivery } from './to-queued-delivery.ts';

/** Dependencies of {@link processSlices}. */
export interface SliceDeps extends Omit<ClaimDeps, 'outOfTime'>, Omit<EmitDeps, 'archived' | 'outOfTime'>, MarkDeps {
  /** The archive, which may still be writing. Nothing is emitted before it has ended. */
  readonly archiving: Promise<Archived>;
  /** Milliseconds in which new calls may start. */
  readonly remainingMs: () => number;
}

/** Changes that are claimed and emitted together. Bounds the memory, and the marks to write when time runs out. */
const SLICE = 200;

/**
 * Claims, emits and, if needed, marks the changes of some deliveries, slice by slice. A slice is claimed while the one
 * before it is emitted. Every change gets one outcome, except in deliveries that are not archived.
 *
 * Changes of a delivery that was received before, or that a command moved, are always marked: the delivery may kill
 * the process, and its next try must not emit again what is on the bus.
 */
export async function processSlices(deliveries: readonly SplitDelivery[], deps: SliceDeps): Promise<DeliveryOutcome[]> {
  const slices = toSlices(deliveries);
  const isRetry = deliveries.some(({ delivery }) => delivery.receives > 1 || delivery.isMoved);
  const mark = isRetry ? markOnce : keepUnmarked;
  const outOfTime = outOfTimeFor({ isRetry, changes: slices.flat().length }, deps);
  const claim = async (slice: readonly DuplicateGroup[] = []): Promise<ClaimedChanges> =>
    claimChanges(slice, { ...deps, outOfTime });
  const processed: (readonly ProcessedChange[])[] = [];
  let claiming = claim(slices[0]);
  for (const i of slices.keys()) {
    const { claimed, processed: rejected } = await claiming;
    const archived = await deps.archiving;
    claiming = claim(withoutFailed(slices[i + 1], archived));
    const ready = claimed.filter(({ delivery }) => isArchived(delivery, archived));
    processed.push(rejected, await mark(await emitChanges(ready, { ...deps, archived, outOfTime }), deps));
  }
  const byDelivery = Map.groupBy(processed.flat(), ({ delivery }) => delivery);
  return deliveries.map(({ delivery }) => ({
    delivery,
    changes: (byDelivery.get(delivery) ?? []).toSorted((a, b) => a.index - b.index),
  }));
}

/** True if the delivery may be emitted or dead-lettered: it is in the archive or does not belong there. */
export function isArchived({ messageId }: QueuedDelivery, archived: Archived): boolean {
  return (archived.get(messageId)?.status ?? 'failed') !== 'failed';
}

/** Returns the changes grouped by claim key, and the groups in slices. */
function toSlices(deliveries: readonly SplitDelivery[]): DuplicateGroup[][] {
  const changes = deliveries.flatMap((delivery) => delivery.changes);
  const groups = [...Map.groupBy(changes, ({ id }) => id).values()];
  return Array.from({ length: Math.ceil(groups.length / SLICE) }, (_, i) => groups.slice(i * SLICE, (i + 1) * SLICE));
}

/** A delivery that is not archived comes back as a whole. Leaves its changes to that time. */
function withoutFailed(slice: readonly DuplicateGroup[] = [], archived: Archived): DuplicateGroup[] {
  return slice
    .map((group) => group.filter(({ delivery }) => isArchived(delivery, archived)))
    .filter((group) => group.length > 0);
}

/**
 * Says when no new call may start. One invocation may not be enough for a large delivery: time must remain to mark what
 * it has emitted. Marks are as many writes as the claims were, so they take less time than everything up to now.
 */
function outOfTimeFor(
  { isRetry, changes }: { readonly isRetry: boolean; readonly changes: number },
  { now, remainingMs }: SliceDeps,
): () => boolean {
  if (isRetry || changes <= MAX_UNMARKED_CHANGES) return () => remainingMs() < 0;
  const startMs = now();
  return () => remainingMs() < now() - startMs;
}

function keepUnmarked(changes: readonly ProcessedChange[]): readonly ProcessedChange[] {
  return changes;
}
