import { isArray, member, textAt, type Json } from '../../json/json.ts';
import type { GraphClient } from '../client/client.ts';
import { requestMalformed } from '../client/graph-error.ts';
import { digits, type AnsweredMention } from './mentions.ts';

/** A comment below a post or a comment in which the account is mentioned. */
export interface MentionReply {
  readonly id: string;
  /** Without the @ of mentions. */
  readonly text: string;
  readonly username?: string | undefined;
  /** Epoch ms. */
  readonly atMs?: number | undefined;
}

/** The comments among which an answer to a mention stands. */
export interface MentionReplies {
  readonly comments: readonly MentionReply[];
  /** Whether all are there that were written since the time asked for. */
  readonly complete: boolean;
  /** The name of the account that asks. */
  readonly ownUsername?: string | undefined;
}

/** What may end the look from outside, and from when on a comment matters. */
export interface LookOptions {
  /** Epoch ms. */
  readonly sinceMs: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Meta gives at most 50 comments a page. @see
 * https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-media/comments (2026-11)
 */
const PAGE = 50;
/** 500 comments: what lies below a post with more cannot be said from here. Chosen here, 2026-11. */
const MAX_PAGES = 10;
const FIELDS = 'id,text,timestamp,username';
/** Cursors stand inside an expression: base64 in either spelling, and nothing else. */
const CURSOR = /^[\w=+/-]{1,1000}$/;

interface Page {
  readonly answer: Json;
  readonly edge: Json | undefined;
}

/**
 * Reads the comments below a mention, newest first, to find out whether an answer stands among them.
 *
 * Of a caption mention Meta documents it: `mentioned_media` has `comments` and `comments_count`. Of a comment mention
 * it
 * documents no `replies`: where Meta refuses them this throws, and where it leaves them out the list is not complete.
 * An edge without elements is left out of an answer like one that may not be seen, so emptiness has to be told by the
 * count, which only a post has.
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
    // A page may be empty because what was on it is not shown to us: only without a cursor it is the last.
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

/** The comments of a post are documented to come newest first, replies are not. */
function wentFarEnough({ commentId }: AnsweredMention, listed: readonly MentionReply[], sinceMs: number): boolean {
  return commentId === undefined && listed.length > 0 && listed.every(({ atMs = Infinity }) => atMs < sinceMs);
}

function isEmptyPost(answer: Json): boolean {
  return textAt(answer, 'mentioned_media', 'comments_count') === '0';
}

/** Meta writes `+0000`, which is not the form that `Date.parse` is specified for. */
function toTime(timestamp: string | undefined): number | undefined {
  const ms = Date.parse((timestamp ?? '').replace(/([+-]\d\d)(\d\d)$/, '$1:$2'));
  return Number.isNaN(ms) ? undefined : ms;
}

function cursor(after: string): string {
  if (!CURSOR.test(after)) throw requestMalformed('the cursor of a list has characters that cursors do not have');
  return after;
}
