import { textAt } from '../../json/json.ts';
import type { GraphClient } from '../client/client.ts';
import { requestMalformed } from '../client/graph-error.ts';
import { requireText } from '../client/response-reader.ts';
import { isMetaId } from '../../text/meta-id.ts';

// Meta documents reading mentions only for Facebook Login (graph.facebook.com), and replies also for Instagram Login:
// https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/mentions, read 2026-11-22.

/** A comment that mentions the account. Meta does not return its author. */
export interface MentionedComment {
  readonly id: string;
  readonly text: string;
  /** ISO 8601 in Meta's format: `2017-05-03T16:09:08+0000`. */
  readonly timestamp?: string | undefined;
  readonly mediaId?: string | undefined;
}

/** A post whose caption mentions the account. Meta omits the @ in captions of other accounts. */
export interface MentionedMedia {
  readonly id: string;
  readonly caption: string;
  /** One of `IMAGE`, `VIDEO` and `CAROUSEL_ALBUM`. */
  readonly mediaType?: string | undefined;
  readonly username?: string | undefined;
  /** Owner of the post. Meta returns it only for posts of the account itself. */
  readonly ownerId?: string | undefined;
  readonly timestamp?: string | undefined;
  /** User name of the account that owns the token. */
  readonly ownUsername?: string | undefined;
}

/** A mention and the reply to it. */
export interface MentionAnswer {
  /** Id of the mentioned account. */
  readonly accountId: string;
  readonly mediaId: string;
  /** Id of the comment to reply to. If absent, the reply is to the caption. */
  readonly commentId?: string | undefined;
  readonly message: string;
}

/** A mention whose reply is looked up. */
export type AnsweredMention = Pick<MentionAnswer, 'accountId' | 'mediaId' | 'commentId'>;

/** Fields of a comment mention. */
const COMMENT_FIELDS = 'id,text,timestamp,media';
const MEDIA_FIELDS = 'id,caption,media_type,username,owner,timestamp';

/**
 * Reads a comment that mentions the account.
 * @throws GraphError OBJECT_UNKNOWN if the comment was deleted or comments are disabled on the post | …
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
 * Reads a post whose caption mentions the account.
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
 * Posts a public reply to a mention. The client does not retry it if Meta may have processed it: an error with the
 * `outcome` `unknown` (no response, a timeout, a 500) means that the reply may be published.
 * @returns the id of the new comment
 * @throws GraphError
 * @see https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user/mentions#creating
 */
export async function answerMention(
  client: GraphClient,
  { accountId, mediaId, commentId, message }: MentionAnswer,
): Promise<string> {
  if (message.trim() === '') throw requestMalformed('The reply is empty. Set a text.');
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
 * Returns an id for use inside an expression, where only digits are safe.
 * @throws GraphError REQUEST_MALFORMED
 */
export function digits(id: string): string {
  if (!isMetaId(id)) throw requestMalformed('The id is not valid. Use an Instagram id, which has only digits.');
  return id;
}
