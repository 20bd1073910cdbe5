import { isArray, member, textAt, type Json } from '../../json/json.ts';
import type { GraphClient } from '../client/client.ts';
import { requestMalformed } from '../client/graph-error.ts';
import { digits, type AnsweredMention } from './mentions.ts';

/** A comment on a post or comment that mentions the account. */
export interface MentionReply {
  readonly id: string;
  /** Text without the @ of mentions. */
  readonly text: string;
  readonly username?: string | undefined;
  /** Time of the comment, in epoch ms. */
  readonly atMs?: number | undefined;
}

/** Comments that may contain the reply to a mention. */
export interface MentionReplies {
  readonly comments: readonly MentionReply[];
  /** True if all comments since the requested time are included. */
  readonly complete: boolean;
  /** User name of the account that owns the token. */
  readonly ownUsername?: string | undefined;
}

/** Options of {@link readMentionReplies}. */
export interface LookOptions {
  /** Time from which comments matter, in epoch ms. */
  readonly sinceMs: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Maximum comments per page.
 * @see https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-media/comments
 *   (2026-11)
 */
const PAGE = 50;
/** Maximum pages per post, for 500 comments. For a post with more, the list is incomplete. Chosen here, 2026-11. */
const MAX_PAGES = 10;
const FIELDS = 'id,text,timestamp,username';
/** Matches a cursor: base64 in either alphabet. A cursor becomes part of an expression, so nothing else is allowed. */
const CURSOR = /^[\w=+/-]{1,1000}$/;

interface Page {
  readonly answer: Json;
  readonly edge: Json | undefined;
}

/**
 * Reads the comments on a mention, newest first, to find a reply to it.
 *
 * For a caption mention, Meta documents `comments` and `comments_count` of `mentioned_media`. For a comment mention, it
 * documents no `replies`: if Meta rejects them, this function throws; if Meta omits them, the list is incomplete. Meta
 * omits an edge without elements, like one without access, so only the count, which only a post has, shows that there
 * are no comments.
 * @throws GraphError
 * @see https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user/mentioned_media
 */
export async function readMentionReplies(
  client: GraphClient,
  mention: AnsweredMention,
  { sinceMs, signal }: LookOptions,
): Promise<MentionReplies> {
  const comments: MentionReply[] = [];
  let after: string | undefined;
  let ownUsername: string | undefined;
  for (let pages = 0; pages < MAX_PAGES; pages += 1) {
    const { answer, edge } = await readPage(client, mention, { after, signal });
    ownUsername ??= textAt(answer, 'username');
    const listed = repliesIn(edge);
    comments.push(...listed);
    after = textAt(edge, 'paging', 'cursors', 'after');
    // A page may be empty because its comments are not visible to us: only a page without a cursor is the last.
    if (after === undefined) return { comments, complete: comments.length > 0 || isEmptyPost(answer), ownUsername };
    if (wentFarEnough(mention, listed, sinceMs)) return { comments, complete: true, ownUsername };
  }
  return { comments, complete: false, ownUsername };
}

async function readPage(
  client: GraphClient,
  { accountId, mediaId, commentId }: AnsweredMention,
  { after, signal }: { readonly after: string | undefined; readonly signal: AbortSignal | undefined },
): Promise<Page> {
  const paged = `limit(${PAGE})${after === undefined ? '' : `.after(${cursor(after)})`}{${FIELDS}}`;
  const expression =
    commentId === undefined
      ? `mentioned_media.media_id(${digits(mediaId)}){comments_count,comments.${paged}}`
      : `mentioned_comment.comment_id(${digits(commentId)}){replies.${paged}}`;
  const answer = await client.send({
    path: [digits(accountId)],
    parameters: { fields: `username,${expression}` },
    signal,
  });
  const edge =
    commentId === undefined
      ? member(answer, 'mentioned_media', 'comments')
      : member(answer, 'mentioned_comment', 'replies');
  return { answer, edge };
}

function repliesIn(edge: Json | undefined): MentionReply[] {
  const data = member(edge, 'data');
  return (isArray(data) ? data : []).map((one) => ({
    id: textAt(one, 'id') ?? '',
    text: textAt(one, 'text') ?? '',
    username: textAt(one, 'username') ?? textAt(one, 'from', 'username'),
    atMs: toTime(textAt(one, 'timestamp')),
  }));
}

/**
 * Returns whether older pages are not needed. Meta documents the order, newest first, for comments but not for replies.
 */
function wentFarEnough({ commentId }: AnsweredMention, listed: readonly MentionReply[], sinceMs: number): boolean {
  return commentId === undefined && listed.length > 0 && listed.every(({ atMs = Infinity }) => atMs < sinceMs);
}

function isEmptyPost(answer: Json): boolean {
  return textAt(answer, 'mentioned_media', 'comments_count') === '0';
}

/** Reads Meta's time. Meta writes `+0000`, which is not a format that `Date.parse` guarantees. */
function toTime(timestamp: string | undefined): number | undefined {
  const ms = Date.parse((timestamp ?? '').replace(/([+-]\d\d)(\d\d)$/, '$1:$2'));
  return Number.isNaN(ms) ? undefined : ms;
}

function cursor(after: string): string {
  if (!CURSOR.test(after))
    throw requestMalformed('The cursor of the list has unexpected characters. Check the version of the Graph API.');
  return after;
}
