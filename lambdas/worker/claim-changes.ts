import pMap from 'p-map';
import { claimOf } from '../../src/pipeline/dedupe/claim.ts';
import { nameOfError, type Log } from '../aws/log.ts';
import type { Claimed, Claims } from './claims.ts';
import type { IdentifiedChange, ReadDelivery } from './read-message.ts';

/** Conditional writes under way at once; the SDK keeps 50 connections. */
const CONCURRENT_CLAIMS = 40;

export interface ClaimDeps {
  readonly claims: Claims;
  readonly now: () => number;
  readonly windowSeconds: number;
  /** True when no new call may be started, because the function's time is nearly up. */
  readonly outOfTime: () => boolean;
  readonly log: Log;
}

/** A change, and the delivery that it came in. */
export interface ClaimCandidate extends IdentifiedChange {
  readonly from: ReadDelivery;
}

/** What became of one change: whose it is, that it is somebody else's, that nobody could say, or that time ran out. */
export type ClaimOutcome = { readonly claimedBy: ClaimCandidate } | Exclude<Claimed, 'claimed'> | 'failed' | 'late';

/** The deliveries that bring one change, in their order. */
export type DuplicateGroup = readonly [id: string, same: readonly ClaimCandidate[]];

/** Lists the changes of some deliveries, each once however often it comes. */
export function candidatesOf(deliveries: readonly ReadDelivery[]): DuplicateGroup[] {
  const candidates = deliveries.flatMap((from) => from.changes.map(({ id, change }) => ({ id, change, from })));
  return [...Map.groupBy(candidates, ({ id }) => id)];
}

/**
 * Claims changes, each once: a change that comes twice, in one delivery or in two, is written once. Only if that write
 * is refused does the next delivery that has the change try: the claim may be its own, from before a crash.
 * @returns outcome by claim key
 */
export async function claimChanges(
  changes: readonly DuplicateGroup[],
  deps: ClaimDeps,
): Promise<ReadonlyMap<string, ClaimOutcome>> {
  const outcomes = await pMap(changes, async ([id, same]) => [id, await claimOne(same, deps)] as const, {
    concurrency: CONCURRENT_CLAIMS,
  });
  return new Map(outcomes);
}

async function claimOne(
  same: readonly ClaimCandidate[],
  { claims, now, windowSeconds, outOfTime, log }: ClaimDeps,
): Promise<ClaimOutcome> {
  const oncePerDelivery = new Map(same.map((candidate) => [candidate.from.delivery.deliveryId, candidate]));
  let refusal: Exclude<Claimed, 'claimed'> = 'refused';
  for (const candidate of oncePerDelivery.values()) {
    if (outOfTime()) return 'late';
    const { id, change, from } = candidate;
    try {
      const nowMs = now();
      const claimed = await claims.claim(
        claimOf(id, from.delivery, { nowMs, windowSeconds, identity: change.identity }),
        nowMs,
      );
      if (claimed === 'claimed') return { claimedBy: candidate };
      if (claimed !== 'refused') {
        refusal = claimed;
        const { object, kind } = change; // of the catalog: only its kinds have ids
        log.warn('same id, other content', {
          deliveryId: from.delivery.deliveryId,
          app: from.delivery.app,
          object,
          kind,
          claim: id,
        });
      }
    } catch (error) {
      log.warn('claim failed', { deliveryId: from.delivery.deliveryId, claim: id, ...nameOfError(error) });
      return 'failed';
    }
  }
  return refusal;
}
