import { hash } from 'node:crypto';
import type { MentionReplies } from '../graph/resources/mention-comments.ts';
import { comparable } from './comparable.ts';

/** The answer that is looked for. */
export interface SoughtAnswer {
  /** See {@link fingerprint}. */
  readonly fingerprint: string;
  /** When it was tried to post, epoch ms. */
  readonly triedAtMs: number;
}

/** Whether the answer stands there. */
export type Finding = { readonly madeAs: string } | 'absent' | 'unclear';

/** Meta's clock and ours may differ by so much. Chosen here, 2026-11. */
const CLOCKS_DIFFER_MS = 5 * 60_000;

/** Of {@link comparable}: raise it with what counts as the same text. */
const FINGERPRINT_VERSION = 2;

/**
 * Stands for an answer's text where the text itself is not kept. One of an earlier version equals none of this one: the
 * attempt that it belongs to then ends `unclear` where the account wrote anything, never with a second answer.
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
