import { hash } from 'node:crypto';
import type { Change } from '../change/change.ts';
import type { Delivery } from '../delivery/delivery.ts';

/**
 * The first member of every key. Raising it makes every identity a new one: changes under way then come twice, once.
 * A line in the CHANGELOG and in the runbook goes with it.
 */
export const IDENTITY_VERSION = 1;

/** Characters of a content digest, in hex, that a claim keeps: 8 bytes. */
const KEPT_DIGEST_CHARACTERS = 16;

/** The item that says: this change was taken by that delivery. The only thing the claim table holds. */
export interface Claim {
  /** See {@link claimKey}. */
  readonly pk: string;
  /** The deliveryId that may emit it, after a crash too. */
  readonly owner: string;
  /** Epoch seconds; the table's TTL attribute. */
  readonly expiresAt: number;
  /**
   * Of a change with an id of Meta's: 8 bytes of its content's digest, hex, so that an id with two contents is seen.
   */
  readonly digest?: string;
}

/**
 * Hashes what makes a change the same change when Meta sends it again. Hashed as a JSON array: ids are opaque and may
 * hold any separator.
 * @returns 64 lower-case hex digits, also the event's id
 */
export function claimKey(delivery: Delivery, change: Change): string {
  return hash('sha256', claimText(delivery, change));
}

/** The text whose digest is the key. */
export function claimText(delivery: Delivery, change: Change): string {
  const { app, nonce } = delivery;
  const { object, kind, identity } = change;
  const { field, scope, id, content, n } = identity;
  const time = identity.weak ? timeOf(delivery, change) : undefined;
  return JSON.stringify([
    IDENTITY_VERSION,
    app,
    object,
    field,
    kind,
    scope,
    { ...(id ? { id } : { content }), time, n, nonce },
  ]);
}

/** A replay is the delivery that it replays: where Meta gives no time, that is all there is to know it by. */
function timeOf({ deliveryId, replayOf }: Delivery, { entryTime, ownTime, identity }: Change): string {
  return entryTime ?? (identity.isTest ? undefined : ownTime) ?? replayOf ?? deliveryId;
}

/**
 * Makes the claim on a change.
 * @param windowSeconds - how long a second delivery of it is refused
 */
export function claimOf(
  pk: string,
  delivery: Delivery,
  at: { nowMs: number; windowSeconds: number; identity?: Change['identity'] },
): Claim {
  const { id, content } = at.identity ?? {};
  const digest = id === undefined ? undefined : content?.slice(0, KEPT_DIGEST_CHARACTERS);
  return {
    pk,
    owner: delivery.deliveryId,
    expiresAt: Math.floor(at.nowMs / 1000) + at.windowSeconds,
    ...(digest && { digest }),
  };
}
