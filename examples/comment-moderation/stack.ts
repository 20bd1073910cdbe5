import { join } from 'node:path';
import { Construct } from 'constructs';
import { ChangeConsumer, type IMetaWebhooks } from 'meta-webhooks-aws';
import { giveTokens, type TokenSecrets } from '../shared/token-secrets.ts';

export interface CommentModerationProps {
  readonly webhooks: IMetaWebhooks;
  /** Secrets by id of the Page and of its Instagram account, which uses the Page's token. */
  readonly tokens: TokenSecrets;
  /** Single words, up to 2,000 bytes in total. */
  readonly words: readonly string[];
}

/** Hides comments with a listed word, once per comment: a comment that someone unhides stays visible. */
export class CommentModeration extends Construct {
  constructor(scope: Construct, id: string, { webhooks, tokens, words }: CommentModerationProps) {
    super(scope, id);
    const consumer = new ChangeConsumer(this, 'Consumer', {
      webhooks,
      detailType: ['page.feed', 'instagram.comments'],
      entry: join(import.meta.dirname, 'index.ts'),
      description: 'Hides comments with listed words',
      environment: { WORDS: JSON.stringify(words), POWERTOOLS_SERVICE_NAME: 'comment-moderation' },
      largeValues: false, // a comment is shorter
    });
    giveTokens(consumer.function, tokens);
  }
}
