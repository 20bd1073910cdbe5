import { join } from 'node:path';
import { Construct } from 'constructs';
import { ChangeConsumer, type IMetaWebhooks } from 'meta-webhooks-aws';
import { giveTokens, type TokenSecrets } from '../shared/token-secrets.ts';

export interface MessengerAutoReplyProps {
  readonly webhooks: IMetaWebhooks;
  /** Secrets by Page id. */
  readonly tokens: TokenSecrets;
  /** The text of the reply, up to 800 characters. In some countries it must state that it is automatic. */
  readonly text: string;
}

/** Replies to messages to a Page, once per message. */
export class MessengerAutoReply extends Construct {
  constructor(scope: Construct, id: string, { webhooks, tokens, text }: MessengerAutoReplyProps) {
    super(scope, id);
    const consumer = new ChangeConsumer(this, 'Consumer', {
      webhooks,
      detailType: 'page.messages',
      kinds: ['message'],
      entry: join(import.meta.dirname, 'index.ts'),
      description: 'Replies to messages to Pages',
      environment: { REPLY_TEXT: text, POWERTOOLS_SERVICE_NAME: 'messenger-auto-reply' },
      largeValues: false, // a message is shorter
    });
    giveTokens(consumer.function, tokens);
  }
}
