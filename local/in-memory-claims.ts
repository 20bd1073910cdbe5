import type { Claimed, Claims } from '../lambdas/worker/claims.ts';
import type { Claim } from '../src/pipeline/dedupe/claim.ts';

/** A claim as the table holds it. */
export type StoredClaim = Claim & { readonly done?: true };

/**
 * The claim table in memory, by the rules of the one in DynamoDB. For recorded runs and tests, which have no table: one
 * contract test holds both to the same rules.
 */
export class InMemoryClaims implements Claims {
  /** By key. */
  readonly items = new Map<string, StoredClaim>();

  /** Takes a change, or says that another delivery has it. */
  readonly claim = (claim: Claim, nowMs: number): Promise<Claimed> => {
    const held = this.items.get(claim.pk);
    if (held && !isFree(held, claim, nowMs))
      return Promise.resolve(hasOtherContent(held, claim) ? 'rejected for other content' : 'rejected');
    this.items.set(claim.pk, claim);
    return Promise.resolve('claimed');
  };

  /** Marks a claim as done if its delivery still has it. */
  readonly markDone = (claim: Claim): Promise<void> => {
    if (this.items.get(claim.pk)?.owner === claim.owner) this.items.set(claim.pk, { ...claim, done: true });
    return Promise.resolve();
  };
}

function isFree(held: StoredClaim, { owner }: Claim, nowMs: number): boolean {
  return held.expiresAt <= Math.floor(nowMs / 1000) || (held.owner === owner && held.done === undefined);
}

function hasOtherContent(held: StoredClaim, { digest }: Claim): boolean {
  return digest !== undefined && held.digest !== undefined && held.digest !== digest;
}
