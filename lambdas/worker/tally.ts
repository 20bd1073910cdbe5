import type { ClaimOutcome } from './claim-changes.ts';
import type { KeyedChange, ReadDelivery } from './read-message.ts';

/** What became of the changes of some deliveries, by claim key. */
export interface Delivered {
  readonly outcomes: ReadonlyMap<string, ClaimOutcome>;
  readonly emitted: ReadonlySet<string>;
  /** What the bus did not take. */
  readonly refused: ReadonlySet<string>;
}

/** How one delivery ended, or a part of it. */
export interface Tally {
  readonly changes: number;
  /** Claim keys. */
  readonly emitted: readonly string[];
  readonly duplicates: number;
  readonly failed: number;
  readonly weak: number;
  readonly busRefused: number;
}

/**
 * Counts what became of a delivery's changes. A change that comes twice counts once for its outcome, and once more as
 * a duplicate.
 * @param changes - all of the delivery's, or a part
 */
export function tallyOf(from: ReadDelivery, changes: readonly KeyedChange[], { outcomes, emitted, refused }: Delivered): Tally {
  const tally = { changes: changes.length, emitted: [] as string[], duplicates: 0, failed: 0, weak: 0, busRefused: 0 };
  for (const id of new Set(changes.map((change) => change.id))) {
    const outcome = outcomes.get(id) ?? 'failed';
    if (outcome === 'failed') tally.failed += 1;
    else if (outcome === 'refused' || outcome.claimedBy.from !== from) continue;
    else if (!emitted.has(id)) {
      tally.failed += 1;
      if (refused.has(id)) tally.busRefused += 1;
    } else {
      tally.emitted.push(id);
      if (outcome.claimedBy.change.identity.weak) tally.weak += 1;
    }
  }
  tally.duplicates = tally.changes - tally.emitted.length - tally.failed;
  return tally;
}
