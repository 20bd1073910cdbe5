import { isObject, member, text, textAt, type Json } from '../json/json.ts';
import { parseLossless } from '../json/parse-lossless.ts';
import { isMetaId } from '../text/meta-id.ts';

/** Place of a mention: a comment, or the caption of a post. */
export type MentionKind = 'comment' | 'caption';

/** Ids of one mention. */
export interface Mention {
  /** Id of the mentioned account, as in webhooks. */
  readonly accountId: string;
  readonly mediaId: string;
  /** Id of the comment that mentions the account. If absent, the caption does. */
  readonly commentId?: string | undefined;
}

/** A mention in an event. */
export interface MentionEvent {
  /** Event's `detail.id`, for the log. */
  readonly id: string;
  readonly mention: Mention;
  /** Time at which Meta sent it, otherwise the time of receipt, in epoch ms. */
  readonly sentAtMs: number;
  readonly replayed: boolean;
}

/** Returns the kind of a mention. */
export function getKind({ commentId }: Mention): MentionKind {
  return commentId === undefined ? 'caption' : 'comment';
}

/**
 * Returns the key under which a reply is recorded. It contains only the ids of the mention, so it is the same for every
 * event, app and replay.
 */
export function mentionKey({ accountId, mediaId, commentId }: Mention): string {
  return commentId === undefined
    ? `mention/${accountId}/media/${mediaId}`
    : `mention/${accountId}/comment/${commentId}`;
}

/**
 * Reads the event that EventBridge sent to the queue.
 * @returns undefined if the event is not a mention and a retry would not help
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
  // A comment without a usable id must not get a reply as if the caption had the mention.
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
