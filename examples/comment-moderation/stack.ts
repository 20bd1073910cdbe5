import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { HandlerFunction } from '../../lib/constructs/handler-function.ts';
import { consumerCode } from '../../lib/lambda-bundle.ts';
import type { MetaWebhooksStack } from '../../lib/meta-webhooks-stack.ts';

export interface CommentModerationProps {
  /** At least one, in whatever case. */
  readonly words: readonly string[];
}

/** Hides comments on Instagram that have an unwanted word in them. */
export class CommentModeration extends Construct {
  constructor(receiver: MetaWebhooksStack, id: string, { words }: CommentModerationProps) {
    super(receiver, id);
    const secret = new Secret(this, 'Secret', { description: 'Token of the account and app secret: {"token":"…","appSecret":"…"}' });
    const handler = new HandlerFunction(this, 'Handler', {
      code: consumerCode(import.meta.dirname),
      description: 'Hides unwanted comments',
      memoryMb: 256,
      timeout: Duration.seconds(30),
      logRetention: RetentionDays.ONE_MONTH,
      environment: { SECRET_ARN: secret.secretArn, UNWANTED_WORDS: words.join().toLowerCase() },
    });
    handler.permit(['secretsmanager:GetSecretValue'], [secret.secretArn]);
    receiver.onChange(`${id}Changes`, { object: 'instagram', field: 'comments', target: handler.function, oncePerChange: true });
  }
}
