import type { ClaimOutcome } from './claim-changes.ts';
import type { IdentifiedChange, ReadDelivery } from './read-message.ts';

/** What became of the changes of some deliveries, by claim key. */
export interface Delivered {
  readonly outcomes: ReadonlyMap<string, ClaimOutcome>;
  readonly emitted: ReadonlySet<string>;
  /** What the bus did not take. */
  readonly refused: ReadonlySet<string>;
  /** Claimed, and not emitted only because time ran out. */
  readonly late: ReadonlySet<string>;
}

/** How one delivery ended, or a part of it. */
export interface Summary {
  readonly changes: number;
  /** Claim keys. */
  readonly emitted: readonly string[];
  readonly duplicates: number;
  readonly failed: number;
  /** Of the failed, those that only time ran out for. */
  readonly late: number;
  readonly weak: number;
  readonly busRefused: number;
  /** Duplicates whose content is another than that under whose id they were first seen, by kind. */
  readonly otherContent: ReadonlyMap<string, number>;
}

/**
 * Counts what became of a delivery's changes. A change that comes twice counts once for its outcome, and once more as
 * a duplicate.
 * @param changes - all of the delivery's, or a part
 */
export function summarize(from: ReadDelivery, changes: readonly IdentifiedChange[], delivered: Delivered): Summary {
  const { outcomes } = delivered;
  const byOutcome = Map.groupBy(new Set(changes.map(({ id }) => id)), (id) => classify(id, from, delivered));
  const emitted = byOutcome.get('emitted') ?? [];
  const busRefused = byOutcome.get('refused by the bus')?.length ?? 0;
  const late = byOutcome.get('late')?.length ?? 0;
  const failed = busRefused + late + (byOutcome.get('failed')?.length ?? 0);
  const weakIds = new Set(changes.filter(({ change }) => change.identity.weak).map(({ id }) => id));
  return {
    changes: changes.length,
    emitted,
    duplicates: changes.length - emitted.length - failed,
    failed,
    late,
    weak: emitted.filter((id) => weakIds.has(id)).length,
    busRefused,
    otherContent: countByKind(changes, outcomes),
  };
}

function countByKind(changes: readonly IdentifiedChange[], outcomes: Delivered['outcomes']): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { id, change } of changes) {
    if (outcomes.get(id) === 'refused for other content') counts.set(change.kind, (counts.get(change.kind) ?? 0) + 1);
  }
  return counts;
}

/** What a change is to a delivery that has no claim on it. */
const UNCLAIMED = {
  failed: 'failed',
  late: 'late',
  refused: 'not ours',
  'refused for other content': 'not ours',
} as const;

/** A change that another delivery has is none of this one's. */
function classify(
  id: string,
  from: ReadDelivery,
  { outcomes, emitted, refused, late }: Delivered,
): 'emitted' | 'refused by the bus' | 'failed' | 'late' | 'not ours' {
  const outcome = outcomes.get(id) ?? 'failed';
  if (typeof outcome === 'string') return UNCLAIMED[outcome];
  if (outcome.claimedBy.from !== from) return 'not ours';
  if (emitted.has(id)) return 'emitted';
  if (refused.has(id)) return 'refused by the bus';
  return late.has(id) ? 'late' : 'failed';
}
