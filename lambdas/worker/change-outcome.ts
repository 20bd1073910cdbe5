import type { IdentifiedChange, ReadDelivery } from './read-delivery.ts';

/**
 * What happened to a change:
 * - `emitted`: the event is on the bus.
 * - `duplicate`: another delivery has the claim, an earlier try of this one emitted the change, or the change occurs
 *   again in its delivery.
 * - `duplicate-other-content`: another delivery has the claim, for the same id with different content.
 * - `claim-failed`: the write to the claim table failed.
 * - `emit-failed`: the value was not stored in the bucket, so the event was not sent.
 * - `put-events-rejected`: the bus rejected the event, gave no result for it, or the call failed. After a failed call,
 *   the event may be on the bus.
 * - `out-of-time`: the invocation had no time left for the change.
 */
export type ChangeOutcome =
  | 'emitted'
  | 'duplicate'
  | 'duplicate-other-content'
  | 'claim-failed'
  | 'emit-failed'
  | 'put-events-rejected'
  | 'out-of-time';

/** A change with its outcome. */
export interface ProcessedChange extends IdentifiedChange {
  readonly outcome: ChangeOutcome;
  /** True if this try marked the claim as done, so that the next try skips the change. */
  readonly isMarked?: boolean;
}

/** A delivery with the outcomes of its changes, in the order of its body. */
export interface DeliveryOutcome {
  readonly delivery: ReadDelivery;
  readonly changes: readonly ProcessedChange[];
}

/** Numbers of changes by outcome. */
export interface OutcomeCounts {
  readonly changes: number;
  readonly emitted: number;
  readonly duplicates: number;
  /** Changes that need another try. */
  readonly failed: number;
  /** Emitted changes that nothing but a time distinguishes from equal ones. */
  readonly weak: number;
}

const DUPLICATES: ReadonlySet<ChangeOutcome> = new Set(['duplicate', 'duplicate-other-content']);

/** Counts changes by outcome. */
export function countOutcomes(changes: readonly ProcessedChange[]): OutcomeCounts {
  const emitted = changes.filter(({ outcome }) => outcome === 'emitted');
  const duplicates = changes.filter(({ outcome }) => DUPLICATES.has(outcome)).length;
  return {
    changes: changes.length,
    emitted: emitted.length,
    duplicates,
    failed: changes.length - emitted.length - duplicates,
    weak: emitted.filter(({ change }) => change.identity.weak).length,
  };
}

/** True if a delivery has changes that need another try. */
export function hasFailures({ changes }: DeliveryOutcome): boolean {
  return countOutcomes(changes).failed > 0;
}

/** True if a delivery has failures and lack of time caused all of them. */
export function isOnlyOutOfTime({ changes }: DeliveryOutcome): boolean {
  const outOfTime = changes.filter(({ outcome }) => outcome === 'out-of-time').length;
  return outOfTime > 0 && outOfTime === countOutcomes(changes).failed;
}
