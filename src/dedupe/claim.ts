import { hash } from 'node:crypto';
import { SENT_AT } from '../catalog/entry.ts';
import type { Change } from '../change/change.ts';
import type { Delivery } from '../delivery/delivery.ts';

/** The item that says: this change was taken by that delivery. The only thing the claim table holds. */
export interface Claim {
  /** See {@link claimKey}. */
  readonly pk: string;
  /** The deliveryId that may emit it, after a crash too. */
  readonly owner: string;
  /** Epoch seconds; the table's TTL attribute. */
  readonly expiresAt: number;
}

/**
 * Hashes what makes a change the same change when Meta sends it again. Hashed as a JSON array: ids are opaque and may
 * hold any separator.
 * @returns 64 lower-case hex digits, also the event's id
 */
export function claimKey({ app, deliveryId, replayOf, nonce }: Delivery, { object, kind, entryTime, identity }: Change): string {
  const parts = [app, object, kind, identity.scope];
  // A replay is the delivery that it replays: where Meta gives no time, that is all there is to know it by.
  for (const part of identity.members) parts.push(part === SENT_AT ? (entryTime ?? replayOf ?? deliveryId) : part);
  if (nonce) parts.push(nonce);
  return hash('sha256', JSON.stringify(parts));
}

/**
 * Makes the claim on a change.
 * @param windowSeconds - how long a second delivery of it is refused
 */
export function claimOf(pk: string, delivery: Delivery, at: { nowMs: number; windowSeconds: number }): Claim {
  return { pk, owner: delivery.deliveryId, expiresAt: Math.floor(at.nowMs / 1000) + at.windowSeconds };
}
