import type { GraphClient } from '../client/client.ts';
import { requireSuccess } from '../client/response-reader.ts';

/** A comment below a post of a Page, or of an Instagram account. */
export interface CommentPlace {
  readonly on: 'page' | 'instagram';
  /** As the webhook gives it: of a Page `post_comment`. */
  readonly commentId: string;
}

/** What each of them calls it. */
const PARAMETERS = { page: { is_hidden: true }, instagram: { hide: true } } as const;

/**
 * Hides a comment: only who wrote it and their friends (Instagram: only who wrote it) still see it. Can be undone.
 * @param client - of a Page with its token and `pages_manage_engagement`; of Instagram with `instagram_manage_comments`
 * @throws GraphError OBJECT_UNKNOWN when it is gone | …
 * @see https://developers.facebook.com/docs/graph-api/reference/comment#updating
 * @see https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-comment#updating
 */
export async function hideComment(client: GraphClient, { on, commentId }: CommentPlace): Promise<void> {
  // Idempotent: hidden is hidden.
  requireSuccess(
    await client.send({ method: 'POST', path: [commentId], parameters: PARAMETERS[on], idempotent: true }),
  );
}
