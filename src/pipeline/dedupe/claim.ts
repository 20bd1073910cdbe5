import { hash } from 'node:crypto';
import type { Change } from '../change/change.ts';
import type { Delivery } from '../delivery/delivery.ts';

/**
 * First member of every key. Raising it changes every identity: changes in progress are then emitted twice, once. It
 * needs a line in the CHANGELOG and in the runbook.
 */
export const IDENTITY_VERSION = 1;

/** Hex characters of the content digest that a claim stores: 8 bytes. */
const KEPT_DIGEST_CHARACTERS = 16;

/**
 * With more changes than this, one invocation may not be enough. It then ends early enough to mark what it has emitted.
 */
export const MAX_UNMARKED_CHANGES = 2_000;

/** Item of the claim table: it records which delivery may emit a change. */
export interface Claim {
  /** See {@link claimKey}. */
  readonly pk: string;
  /** The deliveryId of the delivery that may emit the change, even after a crash. */
  readonly owner: string;
  /** TTL attribute of the table, in epoch seconds. */
  readonly expiresAt: number;
  /**
   * For a change with a Meta id: 8 bytes of the content digest in hex, to detect an id with different content.
   */
  readonly digest?: string;
}

/**
 * Returns the claim key of a change: the hash of what stays the same when Meta retries it. It hashes a JSON array,
 * because ids are opaque and may contain any separator.
 * @returns 64 lower-case hex digits, also the id of the event
 */
export function claimKey(delivery: Delivery, change: Change): string {
  return hash('sha256', claimText(delivery, change));
}

/** Returns the text whose digest is the claim key. */
export function claimText(delivery: Delivery, change: Change): string {
  const { app, nonce } = delivery;
  const { object, kind, identity } = change;
  const { field, scope, id, content, n } = identity;
  const time = identity.weak ? toTime(delivery, change) : undefined;
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

/** Returns the time of a weak change. If Meta sends none, the id of the original delivery replaces it. */
function toTime({ deliveryId, replayOf }: Delivery, { entryTime, ownTime, identity }: Change): string {
  return entryTime ?? (identity.isTest ? undefined : ownTime) ?? replayOf ?? deliveryId;
}

/**
 * Creates the claim on a change.
 * @param windowSeconds - time for which another delivery of the change is a duplicate
 */
export function toClaim(
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
