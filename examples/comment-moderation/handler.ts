import { ConsumerError, type ChangeHandler } from 'meta-webhooks-aws/consumer';
import type { Log } from '../shared/log.ts';
import type { MetaWebhookEventOf } from 'meta-webhooks-aws/events';
import { hideComment, type CommentPlace } from 'meta-webhooks-aws/graph';
import type { AccountGraphs } from '../shared/account-graphs.ts';
import { textAt } from '../shared/text-at.ts';

export interface CommentModerationDeps {
  readonly graphs: AccountGraphs;
  /** Returns whether to hide a comment with this text. */
  readonly isUnwanted: (text: string) => boolean;
  readonly log: Log;
}

type CommentEvent = MetaWebhookEventOf<'page.feed' | 'instagram.comments'>;

interface Comment extends CommentPlace {
  readonly text: string;
  /** Missing if the app has no permission to read it. */
  readonly authorId: string | undefined;
}

/** Edits are included, because an edit can add a listed word. */
const WRITTEN: ReadonlySet<string | undefined> = new Set(['add', 'edit', 'edited']);

/** Hides unwanted comments on posts of Pages and Instagram accounts, but never the owner's own comments. */
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

/** Selects comments. Other changes of a feed are ignored: posts, likes, removed comments. */
function commentIn({ detail }: CommentEvent): Comment | undefined {
  if (detail.value === undefined)
    throw new ConsumerError('MISSING_VALUE', 'Turn on Include values for feed and comments in the App Dashboard.');
  const { value } = detail;
  const authorId = textAt(value, 'from', 'id');
  if (detail.object === 'instagram') {
    return {
      on: 'instagram',
      commentId: getId(textAt(value, 'id') ?? textAt(value, 'comment_id')),
      text: textAt(value, 'text') ?? '',
      authorId,
    };
  }
  if (textAt(value, 'item') !== 'comment' || !WRITTEN.has(textAt(value, 'verb'))) return undefined;
  return { on: 'page', commentId: getId(textAt(value, 'comment_id')), text: textAt(value, 'message') ?? '', authorId };
}

function getId(commentId: string | undefined): string {
  if (commentId === undefined)
    throw new ConsumerError(
      'VALUE_UNREADABLE',
      'Compare the event in the dead-letter queue with the documentation of Meta: the comment has no id.',
    );
  return commentId;
}
