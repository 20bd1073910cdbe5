import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { LeastPrivilegeFunction } from '../../lib/constructs/least-privilege-function.ts';
import { consumerCode } from '../../lib/lambda-bundle.ts';
import type { MetaWebhooksStack } from '../../lib/meta-webhooks-stack.ts';
import { giveTokens, type TokenSecrets } from '../shared/token-secrets.ts';

export interface CommentModerationProps {
  /** Secrets by id of the Page and of its Instagram account, which uses the Page's token. */
  readonly tokens: TokenSecrets;
  /** Single words, up to 2,000 bytes in total. */
  readonly words: readonly string[];
}

/** Hides comments with a listed word, once per comment: a comment that someone unhides stays visible. */
export class CommentModeration extends Construct {
  constructor(receiver: MetaWebhooksStack, id: string, { tokens, words }: CommentModerationProps) {
    super(receiver, id);
    const handler = new LeastPrivilegeFunction(this, 'Handler', {
      code: consumerCode(import.meta.dirname),
      description: 'Hides comments with listed words',
      memorySize: 256,
      timeout: Duration.seconds(30),
      logRetention: RetentionDays.ONE_MONTH,
      environment: { WORDS: JSON.stringify(words), POWERTOOLS_SERVICE_NAME: 'comment-moderation' },
    });
    giveTokens(handler, tokens);
    const target = { target: handler.function, idempotency: true };
    receiver.onChange(`${id}OnPages`, { detailType: 'page.feed', ...target });
    receiver.onChange(`${id}OnInstagram`, { detailType: 'instagram.comments', ...target });
  }
}
