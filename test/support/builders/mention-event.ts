import type { Mention } from '../../../src/mentions/mention.ts';

/** Returns the event of a mention in the format that EventBridge sends to a queue. */
export function mentionBody(
  { accountId, mediaId, commentId }: Mention,
  { sentAtMs, replayed = false }: { readonly sentAtMs: number; readonly replayed?: boolean },
): string {
  const sentAt = new Date(sentAtMs).toISOString();
  return JSON.stringify({
    version: '0',
    id: 'c0ffee00-0000-4000-8000-000000000000',
    source: 'meta.webhooks',
    'detail-type': 'instagram.mentions',
    detail: {
      version: 1,
      id: (commentId ?? mediaId).padStart(64, '0'),
      app: 'meta',
      object: 'instagram',
      field: 'mentions',
      kind: 'mentions',
      entryId: accountId,
      entryTime: sentAt,
      value: { media_id: mediaId, ...(commentId !== undefined && { comment_id: commentId }) },
      ...(replayed && { replayOf: '01900000-0000-7000-8000-000000000000' }),
      deliveryId: '01900000-0000-7000-8000-000000000001',
      receivedAt: sentAt,
    },
  });
}
