import type { ChangeHandler } from '../../lambdas/consumers/consumer.ts';
import type { GraphClient } from '../../src/graph/client.ts';

export interface AutoReplyDeps {
  readonly graph: () => Promise<GraphClient>;
  readonly text: string;
}

/** Answers a message of a person to the Page, and no message of the Page itself. */
export const autoReply =
  ({ graph, text }: AutoReplyDeps): ChangeHandler<'page.messages'> =>
  async ({ detail }) => {
    if (detail.kind !== 'message') return;
    const { message, sender } = detail.value ?? {};
    // What the Page says comes back as an echo: to answer that would never end.
    if (message === undefined || message.is_echo === true || sender?.id === undefined || String(sender.id) === detail.entryId) return;
    await (await graph()).send({
      method: 'POST',
      path: [detail.entryId, 'messages'],
      parameters: { recipient: JSON.stringify({ id: String(sender.id) }), message: JSON.stringify({ text }), messaging_type: 'RESPONSE' },
    });
  };
