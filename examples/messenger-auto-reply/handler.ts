import { ConsumerError, type ChangeHandler } from 'meta-webhooks-aws/consumer';
import { errorFields, type Log } from '../shared/log.ts';
import type { MetaWebhookEventOf } from 'meta-webhooks-aws/events';
import { GraphError, sendMessage } from 'meta-webhooks-aws/graph';
import type { AccountGraphs } from '../shared/account-graphs.ts';
import { textAt } from '../shared/text-at.ts';

export interface AutoReplyDeps {
  readonly graphs: AccountGraphs;
  /** The text of the reply. */
  readonly text: string;
  /** Returns the time in epoch milliseconds. */
  readonly now: () => number;
  readonly log: Log;
}

type MessageDetail = MetaWebhookEventOf<'page.messages'>['detail'];

/**
 * How long a Page can reply to a message. @see
 * https://developers.facebook.com/documentation/business-messaging/messenger-platform/send-messages
 */
const WINDOW_MS = 24 * 3_600_000;

/**
 * Replies to messages to the Page, but not to the Page's own messages, and never twice: if it is unknown whether a
 * reply was sent, it logs this and does not retry.
 */
export const autoReply =
  ({ graphs, text, now, log }: AutoReplyDeps): ChangeHandler<'page.messages'> =>
  async ({ detail }) => {
    const facts = { change: detail.id, deliveryId: detail.deliveryId };
    const graph = graphs.get(detail.entryId);
    const decided = graph ? decide(detail, now()) : { skip: 'PAGE_WITHOUT_TOKEN' };
    if (!graph || 'skip' in decided) {
      log.info('not answered', { ...facts, ...decided });
      return;
    }
    try {
      await sendMessage(await graph(), { pageId: detail.entryId, recipientId: decided.answer, text });
      log.info('answered', facts);
    } catch (error) {
      if (!isFinal(error)) throw error;
      log.error('not answered, or not known', { ...facts, ...errorFields(error) });
    }
  };

/** Returns the recipient, or why there is none. */
function decide(
  { kind, entryId, value, receivedAt }: MessageDetail,
  nowMs: number,
): { readonly answer: string } | { readonly skip: string } {
  if (value === undefined)
    throw new ConsumerError('MISSING_VALUE', 'Turn on Include values for messages in the App Dashboard.');
  const senderId = textAt(value, 'sender', 'id');
  if (kind !== 'message' || textAt(value, 'message', 'is_echo') === 'true' || senderId === entryId)
    return { skip: 'ECHO' };
  if (senderId === undefined) return { skip: 'SENDER_UNKNOWN' };
  return nowMs - (sentAtMs(value) ?? Date.parse(receivedAt)) > WINDOW_MS
    ? { skip: 'WINDOW_CLOSED' }
    : { answer: senderId };
}

function sentAtMs(value: unknown): number | undefined {
  const reported = Number(textAt(value, 'timestamp') ?? NaN);
  return Number.isFinite(reported) ? reported : undefined;
}

/** Whether a retry cannot help, or could reply twice. */
function isFinal(error: unknown): boolean {
  return error instanceof GraphError && (error.outcome === 'unknown' || error.code === 'WINDOW_CLOSED');
}
