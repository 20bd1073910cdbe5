import type { GraphClient } from '../../../src/graph/client/client.ts';
import { readMentionedComment, readMentionedMedia } from '../../../src/graph/resources/mentions.ts';
import type { ReadMention } from '../../../src/mentions/decide.ts';
import type { Mention } from '../../../src/mentions/mention.ts';

/**
 * Reads the comment or the post that mentions the account.
 * @throws GraphError
 */
export async function readMention(
  client: GraphClient,
  { accountId, mediaId, commentId }: Mention,
): Promise<ReadMention> {
  if (commentId !== undefined) {
    const { text, timestamp } = await readMentionedComment(client, { accountId, commentId });
    return { kind: 'comment', text, own: false, fields: { date: toDay(timestamp) } };
  }
  const media = await readMentionedMedia(client, { accountId, mediaId });
  const { caption, username, mediaType, timestamp } = media;
  const own =
    media.ownerId === accountId ||
    (username !== undefined && username.toLowerCase() === media.ownUsername?.toLowerCase());
  return { kind: 'caption', text: caption, own, fields: { username, mediaType, date: toDay(timestamp) } };
}

/** Returns the UTC day of one of Meta's timestamps. */
function toDay(timestamp: string | undefined): string | undefined {
  return timestamp?.slice(0, 10);
}
