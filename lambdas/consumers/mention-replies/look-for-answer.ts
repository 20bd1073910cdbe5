import type { GraphClient } from '../../../src/graph/client/client.ts';
import { GraphError } from '../../../src/graph/client/graph-error.ts';
import { readMentionReplies, type MentionReplies } from '../../../src/graph/resources/mention-comments.ts';
import { findAnswer, soughtFromMs } from '../../../src/mentions/find-answer.ts';
import { mentionKey, type Mention } from '../../../src/mentions/mention.ts';
import type { Ending } from './ending.ts';
import type { Attempt, Ledger } from './ledger.ts';

/**
 * So long after an attempt its process has ended, and what it posted is to be seen. Chosen here, 2026-11: ten times the
 * function's time-out.
 */
const LOOK_AFTER_MS = 10 * 60_000;
/** After so many attempts that came to nothing something is wrong that waiting does not fix. Chosen here, 2026-11. */
const MAX_ATTEMPTS = 3;
/** For all pages together. */
const LOOK_MS = 20_000;

export interface LookDeps {
  readonly ledger: Ledger;
  /** Epoch ms. */
  readonly now: () => number;
  readonly abortAfter: (ms: number) => AbortSignal;
}

/** How long an attempt is to be left alone from now on, in seconds; 0: it may be looked into. */
export function leaveAloneSeconds(attempt: Pick<Attempt, 'atMs'>, nowMs: number): number {
  return Math.max(0, Math.ceil((attempt.atMs + LOOK_AFTER_MS - nowMs) / 1000));
}

/**
 * Finds out what became of an attempt without a result: its process died, or Meta's answer left it open.
 * @returns `absent` when its answer surely stands nowhere, so that there may be another attempt
 * @throws GraphError when Meta could not be asked
 */
export async function lookForAnswer(
  client: GraphClient,
  at: { readonly mention: Mention; readonly attempt: Attempt },
  deps: LookDeps,
): Promise<Ending | 'absent'> {
  const { mention, attempt } = at;
  const seconds = leaveAloneSeconds(attempt, deps.now());
  if (seconds > 0) return { outcome: 'postponed', code: 'ATTEMPT_UNDER_WAY', seconds };
  const sought = { fingerprint: attempt.fingerprint, triedAtMs: attempt.atMs };
  const replies = await repliesTo(client, mention, { sinceMs: soughtFromMs(sought), signal: deps.abortAfter(LOOK_MS) });
  const finding = findAnswer(replies, sought);
  if (finding === 'unclear') return { outcome: 'handed-over', code: 'OUTCOME_UNCLEAR' };
  if (finding === 'absent')
    return attempt.number < MAX_ATTEMPTS ? 'absent' : { outcome: 'handed-over', code: 'KEEPS_FAILING' };
  await deps.ledger.noteAnswered(mentionKey(mention), attempt, finding.madeAs);
  return { outcome: 'answered', code: 'FOUND_POSTED' };
}

/** Below a comment Meta need not let us look. */
async function repliesTo(
  client: GraphClient,
  mention: Mention,
  options: { readonly sinceMs: number; readonly signal: AbortSignal },
): Promise<MentionReplies> {
  try {
    return await readMentionReplies(client, mention, options);
  } catch (error) {
    if (mention.commentId === undefined || !(error instanceof GraphError) || error.code !== 'PARAMETER_REFUSED')
      throw error;
    return { comments: [], complete: false };
  }
}
