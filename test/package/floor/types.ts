import { Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { MetaWebhooks, type MetaWebhooksProps } from 'meta-webhooks-aws';

export function addReceiver(scope: Construct, props: MetaWebhooksProps): string {
  const webhooks = new MetaWebhooks(new Stack(scope, 'Stack'), 'Webhooks', props);
  return webhooks.callbackUrl();
}
