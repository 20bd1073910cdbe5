import { ConsumerError, type ChangeHandler } from '../../lambdas/consumers/consumer.ts';
import type { Log } from '../../lambdas/aws/log.ts';
import { textAt, type Json } from '../../src/json/json.ts';
import type { MetaWebhookEventOf } from '../../src/events/meta-webhook-event.ts';
import { hideComment, type CommentPlace } from '../../src/graph/resources/hide-comment.ts';
import type { AccountGraphs } from '../shared/account-graphs.ts';

export interface CommentModerationDeps {
  readonly graphs: AccountGraphs;
  /** Whether a comment's text is one to hide. */
  readonly isUnwanted: (text: string) => boolean;
  readonly log: Log;
}

type CommentEvent = MetaWebhookEventOf<'page.feed' | 'instagram.comments'>;

interface Comment extends CommentPlace {
  readonly text: string;
  /** Absent where the app may not know. */
  readonly authorId: string | undefined;
}

/** An edit can put in what was not there before. */
const WRITTEN: ReadonlySet<string | undefined> = new Set(['add', 'edit', 'edited']);

/** Hides comments with an unwanted text below posts of Pages and of Instagram accounts; never the owner's own. */
export const moderateComment =
  ({ graphs, isUnwanted, log }: CommentModerationDeps): ChangeHandler<CommentEvent['detail-type']> =>
  async (event) => {
    const { id: change, deliveryId, entryId } = event.detail;
    const comment = commentIn(event);
    if (!comment || comment.authorId === entryId || !isUnwanted(comment.text)) return;
    const graph = graphs.get(entryId);
    if (graph) await hideComment(await graph(), comment);
    log.info(graph ? 'comment hidden' : 'comment not hidden', {
      change,
      deliveryId,
      ...(!graph && { skip: 'ACCOUNT_WITHOUT_TOKEN' }),
    });
  };

/** What else happens in a feed is none of our business: posts, likes, removed comments. */
function commentIn({ detail }: CommentEvent): Comment | undefined {
  if (detail.value === undefined)
    throw new ConsumerError('MISSING_VALUE', 'Enable Include values for feed and comments in the App Dashboard.');
  // Meta sends, nobody checks: read as JSON, not as its type.
  const value = detail.value as unknown as Json;
  const authorId = textAt(value, 'from', 'id');
  if (detail.object === 'instagram') {
    return {
      on: 'instagram',
      commentId: idOf(textAt(value, 'id') ?? textAt(value, 'comment_id')),
      text: textAt(value, 'text') ?? '',
      authorId,
    };
  }
  if (textAt(value, 'item') !== 'comment' || !WRITTEN.has(textAt(value, 'verb'))) return undefined;
  return { on: 'page', commentId: idOf(textAt(value, 'comment_id')), text: textAt(value, 'message') ?? '', authorId };
}

function idOf(commentId: string | undefined): string {
  if (commentId === undefined)
    throw new ConsumerError(
      'VALUE_UNREADABLE',
      'compare the event among the dead letters with what Meta documents: the comment has no id',
    );
  return commentId;
}
