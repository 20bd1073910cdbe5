import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { HandlerFunction } from '../../lib/constructs/handler-function.ts';
import { consumerCode } from '../../lib/lambda-bundle.ts';
import type { MetaWebhooksStack } from '../../lib/meta-webhooks-stack.ts';

export interface MessengerAutoReplyProps {
  /** What it says, 1 to 2,000 characters. */
  readonly text: string;
}

/** Answers each message to the Page once. */
export class MessengerAutoReply extends Construct {
  constructor(receiver: MetaWebhooksStack, id: string, { text }: MessengerAutoReplyProps) {
    super(receiver, id);
    const secret = new Secret(this, 'Secret', { description: 'Page token and app secret: {"token":"…","appSecret":"…"}' });
    const handler = new HandlerFunction(this, 'Handler', {
      code: consumerCode(import.meta.dirname),
      description: 'Answers messages to the Page',
      memoryMb: 256,
      timeout: Duration.seconds(30),
      logRetention: RetentionDays.ONE_MONTH,
      environment: { SECRET_ARN: secret.secretArn, REPLY: text },
    });
    handler.permit(['secretsmanager:GetSecretValue'], [secret.secretArn]);
    receiver.onChange(`${id}Changes`, { object: 'page', field: 'messages', kinds: ['message'], target: handler.function, oncePerChange: true });
  }
}
