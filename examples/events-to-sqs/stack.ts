import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { CfnOutput, Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { ChangeDetailType, ChangeSelection } from '../../lib/consumers/change-pattern.ts';
import type { MetaWebhooksStack } from '../../lib/meta-webhooks-stack.ts';

const SAFE = { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true, retentionPeriod: Duration.days(14) } as const;

/** Sends changes to a queue, for code outside Lambda: a container, a server, or another language. */
export class EventsToSqs<T extends ChangeDetailType> extends Construct {
  readonly queue: Queue;
  /** Messages received five times and not deleted. Events that EventBridge cannot deliver go to the rule's queue. */
  readonly deadLetters: Queue;

  constructor(receiver: MetaWebhooksStack, id: string, changes: ChangeSelection<T>) {
    super(receiver, id);
    this.deadLetters = new Queue(this, 'DeadLetters', SAFE);
    this.queue = new Queue(this, 'Queue', {
      ...SAFE,
      visibilityTimeout: Duration.minutes(1),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: 5 },
    });
    receiver.onChange(`${id}Changes`, { ...changes, target: this.queue });
    new CfnOutput(this, 'QueueUrl', {
      value: this.queue.queueUrl,
      description: `Queue of ${[changes.detailType].flat().join(', ')}`,
    });
  }
}
