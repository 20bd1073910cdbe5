import type { GraphClient } from '../client/client.ts';
import { requireSuccess } from '../client/response-reader.ts';

/** A comment on a post of a Page or of an Instagram account. */
export interface CommentPlace {
  readonly on: 'page' | 'instagram';
  /** Id from the webhook. For a Page it is `post_comment`. */
  readonly commentId: string;
}

/** Parameter of each platform that hides a comment. */
const PARAMETERS = { page: { is_hidden: true }, instagram: { hide: true } } as const;

/**
 * Hides a comment. Only its author and the author's friends (Instagram: only its author) still see it. It can be
 * undone.
 * @param client - with a Page token and `pages_manage_engagement`, or an Instagram token and
 *   `instagram_manage_comments`
 * @throws GraphError OBJECT_UNKNOWN if the comment was deleted | …
 * @see https://developers.facebook.com/docs/graph-api/reference/comment#updating
 * @see https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-comment#updating
 */
export async function hideComment(client: GraphClient, { on, commentId }: CommentPlace): Promise<void> {
  // Idempotent: hiding a hidden comment changes nothing.
  requireSuccess(
    await client.send({ method: 'POST', path: [commentId], parameters: PARAMETERS[on], idempotent: true }),
  );
}
