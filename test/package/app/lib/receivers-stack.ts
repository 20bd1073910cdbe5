import { RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { MetaWebhooks } from 'meta-webhooks-aws';

/** Two receivers in one stack. */
export class ReceiversStack extends Stack {
  readonly shop: MetaWebhooks;
  readonly support: MetaWebhooks;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.shop = new MetaWebhooks(this, 'Shop', { removalPolicy: RemovalPolicy.DESTROY });
    this.support = new MetaWebhooks(this, 'Support', { removalPolicy: RemovalPolicy.DESTROY });
  }
}
