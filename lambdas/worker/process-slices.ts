import { MAX_UNMARKED_CHANGES } from '../../src/pipeline/dedupe/claim.ts';
import type { DeliveryOutcome, ProcessedChange } from './change-outcome.ts';
import { claimChanges, type ClaimDeps } from './claim-changes.ts';
import { emitChanges, type EmitDeps } from './emit-changes.ts';
import { markOnce, type MarkDeps } from './mark-emitted.ts';
import type { SplitDelivery } from './read-delivery.ts';

export type SliceDeps = ClaimDeps & EmitDeps & MarkDeps;

/** Changes that are claimed and emitted together. Bounds the memory, and the marks to write when time runs out. */
const SLICE = 200;

/**
 * Claims, emits and, if needed, marks the changes of some deliveries, slice by slice. Every change gets one outcome.
 *
 * Changes of a delivery that was received before, or that a command moved, are always marked: the delivery may kill
 * the process, and its next try must not emit again what is on the bus.
 */
export async function processSlices(deliveries: readonly SplitDelivery[], deps: SliceDeps): Promise<DeliveryOutcome[]> {
  const groups = [
    ...Map.groupBy(
      deliveries.flatMap(({ changes }) => changes),
      ({ id }) => id,
    ).values(),
  ];
  const mayComeAgain = deliveries.some(({ delivery }) => delivery.receives > 1 || delivery.isMoved);
  // With so many changes, one invocation may not be enough for the delivery.
  const mark = mayComeAgain || groups.length > MAX_UNMARKED_CHANGES ? markOnce : keepUnmarked;
  const processed: (readonly ProcessedChange[])[] = [];
  for (let from = 0; from < groups.length; from += SLICE) {
    const slice = await claimChanges(groups.slice(from, from + SLICE), deps);
    const emitted = await mark(await emitChanges(slice.claimed, deps), deps);
    processed.push(slice.processed, emitted);
  }
  const byDelivery = Map.groupBy(processed.flat(), ({ delivery }) => delivery);
  return deliveries.map(({ delivery }) => ({
    delivery,
    changes: (byDelivery.get(delivery) ?? []).toSorted((a, b) => a.index - b.index),
  }));
}

function keepUnmarked(changes: readonly ProcessedChange[]): readonly ProcessedChange[] {
  return changes;
}
