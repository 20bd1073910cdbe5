import { isObject, member, text, textAt, type Json } from '../json/json.ts';
import { parseLossless } from '../json/parse-lossless.ts';
import { isMetaId } from '../text/meta-id.ts';

/** Where an account can be mentioned: in a comment, or in the caption of a post. */
export type MentionKind = 'comment' | 'caption';

/** One mention, by its ids alone. */
export interface Mention {
  /** The mentioned account, as webhooks name it. */
  readonly accountId: string;
  readonly mediaId: string;
  /** Absent: the caption mentions. */
  readonly commentId?: string | undefined;
}

/** A mention that an event tells of. */
export interface MentionEvent {
  /** The event's `detail.id`, for the log. */
  readonly id: string;
  readonly mention: Mention;
  /** When Meta sent it, or else when it was received, epoch ms. */
  readonly sentAtMs: number;
  readonly replayed: boolean;
}

/** Says in which of the two ways the account was mentioned. */
export function getKind({ commentId }: Mention): MentionKind {
  return commentId === undefined ? 'caption' : 'comment';
}

/**
 * The key under which an answer is remembered. It is made of the mention alone: whatever event, app or replay tells of
 * it, the mention is the same.
 */
export function mentionKey({ accountId, mediaId, commentId }: Mention): string {
  return commentId === undefined
    ? `mention/${accountId}/media/${mediaId}`
    : `mention/${accountId}/comment/${commentId}`;
}

/**
 * Reads the event that EventBridge put into the queue.
 * @returns undefined for what is no mention, and never will be
 */
export function readMentionEvent(body: string): MentionEvent | undefined {
  const detail = getDetail(body);
  const id = textAt(detail, 'id');
  const mention = toMention(detail);
  const sentAtMs = Date.parse(textAt(detail, 'entryTime') ?? textAt(detail, 'receivedAt') ?? '');
  if (id === undefined || mention === undefined || Number.isNaN(sentAtMs)) return undefined;
  return { id, mention, sentAtMs, replayed: textAt(detail, 'replayOf') !== undefined };
}

function toMention(detail: Json | undefined): Mention | undefined {
  const [accountId, mediaId] = [textAt(detail, 'entryId'), textAt(detail, 'value', 'media_id')];
  if (!isMetaId(accountId) || !isMetaId(mediaId)) return undefined;
  const given = member(detail, 'value', 'comment_id');
  if (given === undefined) return { accountId, mediaId };
  // A comment that cannot be named must not be answered as if the post's caption had mentioned.
  const commentId = text(given);
  return isMetaId(commentId) ? { accountId, mediaId, commentId } : undefined;
}

function getDetail(body: string): Json | undefined {
  try {
    const event = parseLossless(Buffer.from(body));
    const detail = member(event, 'detail');
    return textAt(event, 'detail-type') === 'instagram.mentions' && isObject(detail) ? detail : undefined;
  } catch {
    return undefined;
  }
}
