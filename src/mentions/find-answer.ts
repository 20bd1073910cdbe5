import { hash } from 'node:crypto';
import type { MentionReplies } from '../graph/resources/mention-comments.ts';
import { comparable } from './comparable.ts';

/** A reply to look for. */
export interface SoughtAnswer {
  /** Digest of the reply, see {@link fingerprint}. */
  readonly fingerprint: string;
  /** Time of the attempt to post it, in epoch ms. */
  readonly triedAtMs: number;
}

/** Result of the search: the id of the published reply, or whether its absence is certain. */
export type Finding = { readonly madeAs: string } | 'absent' | 'unclear';

/** Maximum difference between Meta's clock and ours. Chosen here, 2026-11. */
const CLOCKS_DIFFER_MS = 5 * 60_000;

/** Version of {@link comparable}. Increase it when the comparison changes. */
const FINGERPRINT_VERSION = 2;

/**
 * Returns a digest of a reply, so that the reply itself is not stored. A digest of an earlier version matches none of
 * this version: the result for its attempt is then `unclear` if the account wrote anything, never a second reply.
 */
export function fingerprint(answer: string): string {
  return `${FINGERPRINT_VERSION}:${hash('sha256', comparable(answer))}`;
}

/** Returns the earliest time at which a comment can be the reply. */
export function soughtFromMs({ triedAtMs }: Pick<SoughtAnswer, 'triedAtMs'>): number {
  return triedAtMs - CLOCKS_DIFFER_MS;
}

/**
 * Looks for a reply that may or may not have been posted. Returns `absent` only if all comments since then are visible
 * and are known to be by others, because a reply that is posted twice cannot be taken back.
 */
export function findAnswer({ comments, complete, ownUsername }: MentionReplies, sought: SoughtAnswer): Finding {
  if (ownUsername === undefined) return 'unclear';
  const since = comments.filter(({ atMs = Infinity }) => atMs >= soughtFromMs(sought));
  const ours = since.filter(({ username }) => username?.toLowerCase() === ownUsername.toLowerCase());
  const made = ours.find(({ text }) => fingerprint(text) === sought.fingerprint);
  if (made) return { madeAs: made.id };
  return complete && ours.length === 0 && since.every(({ username }) => username !== undefined) ? 'absent' : 'unclear';
}
