import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { LeastPrivilegeFunction } from '../../lib/constructs/least-privilege-function.ts';
import { consumerCode } from '../../lib/lambda-bundle.ts';
import type { MetaWebhooksStack } from '../../lib/meta-webhooks-stack.ts';
import { giveTokens, type TokenSecrets } from '../shared/token-secrets.ts';

export interface MessengerAutoReplyProps {
  /** Secrets by Page id. */
  readonly tokens: TokenSecrets;
  /** The text of the reply, up to 800 characters. In some countries it must state that it is automatic. */
  readonly text: string;
}

/** Replies to messages to a Page, once per message. */
export class MessengerAutoReply extends Construct {
  constructor(receiver: MetaWebhooksStack, id: string, { tokens, text }: MessengerAutoReplyProps) {
    super(receiver, id);
    const handler = new LeastPrivilegeFunction(this, 'Handler', {
      code: consumerCode(import.meta.dirname),
      description: 'Replies to messages to Pages',
      memorySize: 256,
      timeout: Duration.seconds(30),
      logRetention: RetentionDays.ONE_MONTH,
      environment: { REPLY_TEXT: text, POWERTOOLS_SERVICE_NAME: 'messenger-auto-reply' },
    });
    giveTokens(handler, tokens);
    receiver.onChange(`${id}Changes`, {
      detailType: 'page.messages',
      kinds: ['message'],
      target: handler.function,
      idempotency: true,
    });
  }
}
