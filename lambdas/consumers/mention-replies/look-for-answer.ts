import type { GraphClient } from '../../../src/graph/client/client.ts';
import { GraphError } from '../../../src/graph/client/graph-error.ts';
import { readMentionReplies, type MentionReplies } from '../../../src/graph/resources/mention-comments.ts';
import { findAnswer, soughtFromMs } from '../../../src/mentions/find-answer.ts';
import { mentionKey, type Mention } from '../../../src/mentions/mention.ts';
import type { Ending } from './ending.ts';
import type { Attempt, Ledger } from './ledger.ts';

/**
 * Time after which the process of an attempt has ended and its reply is visible. Chosen here, 2026-11: ten times the
 * timeout of the function.
 */
const LOOK_AFTER_MS = 10 * 60_000;
/** Maximum number of attempts that posted nothing. More retries would not help. Chosen here, 2026-11. */
const MAX_ATTEMPTS = 3;
/** Time limit for all pages of comments together. */
const LOOK_MS = 20_000;

/** Dependencies of {@link lookForAnswer}. */
export interface LookDeps {
  readonly ledger: Ledger;
  /** Returns the time in epoch ms. */
  readonly now: () => number;
  readonly abortAfter: (ms: number) => AbortSignal;
}

/** Returns the seconds until the outcome of an attempt may be checked; 0 means now. */
export function leaveAloneSeconds(attempt: Pick<Attempt, 'atMs'>, nowMs: number): number {
  return Math.max(0, Math.ceil((attempt.atMs + LOOK_AFTER_MS - nowMs) / 1000));
}

/**
 * Finds the outcome of an attempt without a result: its process crashed, or Meta's response was unclear.
 * @returns `absent` if the reply was certainly not published, so that another attempt may follow
 * @throws GraphError if the Graph API call fails
 */
export async function lookForAnswer(
  client: GraphClient,
  at: { readonly mention: Mention; readonly attempt: Attempt },
  deps: LookDeps,
): Promise<Ending | 'absent'> {
  const { mention, attempt } = at;
  const seconds = leaveAloneSeconds(attempt, deps.now());
  if (seconds > 0) return { outcome: 'backed-off', code: 'ATTEMPT_UNDER_WAY', seconds };
  const sought = { fingerprint: attempt.fingerprint, triedAtMs: attempt.atMs };
  const replies = await repliesTo(client, mention, { sinceMs: soughtFromMs(sought), signal: deps.abortAfter(LOOK_MS) });
  const finding = findAnswer(replies, sought);
  if (finding === 'unclear') return { outcome: 'queued-for-review', code: 'OUTCOME_UNCLEAR' };
  if (finding === 'absent')
    return attempt.number < MAX_ATTEMPTS ? 'absent' : { outcome: 'queued-for-review', code: 'KEEPS_FAILING' };
  await deps.ledger.noteAnswered(mentionKey(mention), attempt, finding.madeAs);
  return { outcome: 'answered', code: 'FOUND_POSTED' };
}

/** Reads the replies. For a comment, Meta may reject this call; the list is then incomplete. */
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
