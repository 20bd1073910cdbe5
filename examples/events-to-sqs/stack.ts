import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { CfnOutput, Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { KnownField, CatalogObject, OnChangeProps } from '../../lib/consumers/on-change.ts';
import type { MetaWebhooksStack } from '../../lib/meta-webhooks-stack.ts';

const SAFE = { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true, retentionPeriod: Duration.days(14) } as const;

/** Selects the changes. */
export type EventsToSqsProps<O extends CatalogObject, F extends KnownField<O>> = Pick<
  OnChangeProps<O, F>,
  'object' | 'field' | 'kinds' | 'app'
>;

/** Sends the changes of a field to a queue, for code outside Lambda: a container, a server, or another language. */
export class EventsToSqs<O extends CatalogObject, F extends KnownField<O>> extends Construct {
  readonly queue: Queue;
  /** Messages received five times and not deleted. Events that EventBridge cannot deliver go to the rule's queue. */
  readonly deadLetters: Queue;

  constructor(receiver: MetaWebhooksStack, id: string, changes: EventsToSqsProps<O, F>) {
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
      description: `Queue of ${changes.object}.${changes.field}`,
    });
  }
}
