import { Stack } from 'aws-cdk-lib/core';
import type { StackProps } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { MetaWebhooks } from 'meta-webhooks-aws';

/** The receiver and its consumers. */
export class WebhooksStack extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);
    const webhooks = new MetaWebhooks(this, 'Receiver');
    webhooks.addConsumer('Comments', { detailType: 'instagram.comments', entry: 'consumers/comments.ts' });
  }
}
