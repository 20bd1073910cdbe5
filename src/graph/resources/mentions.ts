import { textAt } from '../../json/json.ts';
import type { GraphClient } from '../client/client.ts';
import { requestMalformed } from '../client/graph-error.ts';
import { requireText } from '../client/response-reader.ts';
import { isMetaId } from '../../text/meta-id.ts';

// Reading mentions is documented for Facebook Login (graph.facebook.com) only, answering them for Instagram Login too:
// https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/mentions, read 2026-11-22.

/** A comment in which the account is mentioned. Meta does not say who wrote it. */
export interface MentionedComment {
  readonly id: string;
  readonly text: string;
  /** ISO 8601, as Meta writes it: `2017-05-03T16:09:08+0000`. */
  readonly timestamp?: string | undefined;
  readonly mediaId?: string | undefined;
}

/** A post in whose caption the account is mentioned. Meta leaves the @ out of captions of others. */
export interface MentionedMedia {
  readonly id: string;
  readonly caption: string;
  /** `IMAGE`, `VIDEO` or `CAROUSEL_ALBUM`. */
  readonly mediaType?: string | undefined;
  readonly username?: string | undefined;
  /** Whose it is; told of the account's own posts only. */
  readonly ownerId?: string | undefined;
  readonly timestamp?: string | undefined;
  /** The name of the account that asks. */
  readonly ownUsername?: string | undefined;
}

/** Which mention to answer, and with what. */
export interface MentionAnswer {
  /** The mentioned account. */
  readonly accountId: string;
  readonly mediaId: string;
  /** Present: the comment is answered. Absent: the caption. */
  readonly commentId?: string | undefined;
  readonly message: string;
}

/** Whose answer to which mention is looked for. */
export type AnsweredMention = Pick<MentionAnswer, 'accountId' | 'mediaId' | 'commentId'>;

/** Ids stand inside an expression here, so they are digits and nothing else. */
const COMMENT_FIELDS = 'id,text,timestamp,media';
const MEDIA_FIELDS = 'id,caption,media_type,username,owner,timestamp';

/**
 * Reads a comment mention.
 * @throws GraphError OBJECT_UNKNOWN when the comment is gone | … ; also when comments are switched off on the post
 * @see https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user/mentioned_comment
 */
export async function readMentionedComment(
  client: GraphClient,
  { accountId, commentId }: { readonly accountId: string; readonly commentId: string },
): Promise<MentionedComment> {
  const fields = `mentioned_comment.comment_id(${digits(commentId)}){${COMMENT_FIELDS}}`;
  const answer = await client.send({ path: [digits(accountId)], parameters: { fields } });
  return {
    id: requireText(answer, 'mentioned_comment', 'id'),
    text: textAt(answer, 'mentioned_comment', 'text') ?? '',
    timestamp: textAt(answer, 'mentioned_comment', 'timestamp'),
    mediaId: textAt(answer, 'mentioned_comment', 'media', 'id') ?? textAt(answer, 'mentioned_comment', 'media'),
  };
}

/**
 * Reads a caption mention.
 * @throws GraphError
 * @see https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user/mentioned_media
 */
export async function readMentionedMedia(
  client: GraphClient,
  { accountId, mediaId }: { readonly accountId: string; readonly mediaId: string },
): Promise<MentionedMedia> {
  const fields = `username,mentioned_media.media_id(${digits(mediaId)}){${MEDIA_FIELDS}}`;
  const answer = await client.send({ path: [digits(accountId)], parameters: { fields } });
  return {
    id: requireText(answer, 'mentioned_media', 'id'),
    caption: textAt(answer, 'mentioned_media', 'caption') ?? '',
    mediaType: textAt(answer, 'mentioned_media', 'media_type'),
    username: textAt(answer, 'mentioned_media', 'username'),
    ownerId: textAt(answer, 'mentioned_media', 'owner', 'id') ?? textAt(answer, 'mentioned_media', 'owner'),
    timestamp: textAt(answer, 'mentioned_media', 'timestamp'),
    ownUsername: textAt(answer, 'username'),
  };
}

/**
 * Answers a mention, in public. Never repeated by the client once it may have been done: an error whose `outcome` is
 * `unknown` (no answer, a time-out, a 500) leaves open whether the answer stands there.
 * @returns the id of the new comment
 * @throws GraphError
 * @see https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user/mentions#creating
 */
export async function answerMention(
  client: GraphClient,
  { accountId, mediaId, commentId, message }: MentionAnswer,
): Promise<string> {
  if (message.trim() === '') throw requestMalformed('an answer needs a text');
  const answer = await client.send({
    method: 'POST',
    path: [digits(accountId), 'mentions'],
    parameters: {
      media_id: digits(mediaId),
      comment_id: commentId === undefined ? undefined : digits(commentId),
      message,
    },
    secretParameters: ['message'],
  });
  return requireText(answer, 'id');
}

/**
 * An id inside an expression: digits and nothing else.
 * @throws GraphError REQUEST_MALFORMED
 */
export function digits(id: string): string {
  if (!isMetaId(id)) throw requestMalformed('ids of Instagram have digits only');
  return id;
}
