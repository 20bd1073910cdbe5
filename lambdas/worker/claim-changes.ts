import pMap from 'p-map';
import { toClaim } from '../../src/pipeline/dedupe/claim.ts';
import { nameOfError, type Log } from '../aws/log.ts';
import type { ChangeOutcome, ProcessedChange } from './change-outcome.ts';
import type { Claims } from './claims.ts';
import type { IdentifiedChange } from './read-delivery.ts';

const CONCURRENT_CLAIMS = 40;

/** Dependencies of the step that claims changes. */
export interface ClaimDeps {
  readonly claims: Claims;
  readonly now: () => number;
  readonly windowSeconds: number;
  /** True if the function's time is nearly up and no new call may start. */
  readonly outOfTime: () => boolean;
  readonly log: Log;
}

/** Changes that share a claim key, in their order. They may come from one delivery or from several. */
export type DuplicateGroup = readonly IdentifiedChange[];

/** The changes that we may emit, and the others with their final outcomes. */
export interface ClaimedChanges {
  readonly claimed: readonly IdentifiedChange[];
  readonly processed: readonly ProcessedChange[];
}

type Unclaimed = Extract<ChangeOutcome, 'duplicate' | 'duplicate-other-content' | 'claim-failed' | 'out-of-time'>;
type ClaimResult = { readonly claimed: IdentifiedChange } | { readonly outcome: Unclaimed };

/**
 * Claims each group of duplicates with one write. If that write is rejected, the next delivery in the group tries,
 * because the claim may be its own from before a crash.
 */
export async function claimChanges(groups: readonly DuplicateGroup[], deps: ClaimDeps): Promise<ClaimedChanges> {
  const results = await pMap(groups, async (group) => ({ group, result: await claimGroup(group, deps) }), {
    concurrency: deps.claims.concurrency ?? CONCURRENT_CLAIMS,
  });
  return {
    claimed: results.flatMap(({ result }) => ('claimed' in result ? [result.claimed] : [])),
    processed: results.flatMap(({ group, result }) => toProcessed(group, result)),
  };
}

async function claimGroup(group: DuplicateGroup, deps: ClaimDeps): Promise<ClaimResult> {
  const oncePerDelivery = new Map(group.map((change) => [change.delivery.deliveryId, change]));
  let outcome: Unclaimed = 'duplicate';
  for (const change of oncePerDelivery.values()) {
    const result = await claimOne(change, deps);
    if ('claimed' in result || result.outcome === 'claim-failed' || result.outcome === 'out-of-time') return result;
    if (result.outcome === 'duplicate-other-content') outcome = result.outcome;
  }
  return { outcome };
}

async function claimOne(
  identified: IdentifiedChange,
  { claims, now, windowSeconds, outOfTime, log }: ClaimDeps,
): Promise<ClaimResult> {
  if (outOfTime()) return { outcome: 'out-of-time' };
  const { id, change, delivery } = identified;
  const { deliveryId, app } = delivery;
  try {
    const nowMs = now();
    const answer = await claims.claim(
      toClaim(id, delivery, { nowMs, windowSeconds, identity: change.identity }),
      nowMs,
    );
    if (answer === 'claimed') return { claimed: identified };
    if (answer === 'rejected') return { outcome: 'duplicate' };
    // Only kinds of the catalog have ids, so the names are bounded.
    log.warn('same id, other content', { deliveryId, app, object: change.object, kind: change.kind, claim: id });
    return { outcome: 'duplicate-other-content' };
  } catch (error) {
    log.warn('claim failed', { deliveryId, claim: id, ...nameOfError(error) });
    return { outcome: 'claim-failed' };
  }
}

/** Gives every change of a group its outcome, except for the one that was claimed. */
function toProcessed(group: DuplicateGroup, result: ClaimResult): ProcessedChange[] {
  if ('claimed' in result)
    return group.filter((change) => change !== result.claimed).map((change) => ({ ...change, outcome: 'duplicate' }));
  const { outcome } = result;
  if (outcome === 'duplicate' || outcome === 'duplicate-other-content')
    return group.map((change) => ({ ...change, outcome }));
  // A failure counts once per delivery: the other occurrences are duplicates of that one.
  const failed = new Set(new Map(group.map((change) => [change.delivery, change])).values());
  return group.map((change) => ({ ...change, outcome: failed.has(change) ? outcome : 'duplicate' }));
}
