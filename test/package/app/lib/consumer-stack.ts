import { EventBus, Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { IMetaWebhooks } from 'meta-webhooks-aws';

/** A consumer in a stack of its own. */
export class ConsumerStack extends Stack {
  constructor(scope: Construct, id: string, { webhooks }: { readonly webhooks: IMetaWebhooks }) {
    super(scope, id);
    const eventBus = EventBus.fromEventBusName(this, 'Bus', webhooks.eventBus.eventBusName);
    const rule = new Rule(this, 'Comments', { eventBus, eventPattern: { detailType: ['instagram.comments'] } });
    rule.addTarget(new SqsQueue(new Queue(this, 'CommentsQueue')));
  }
}
