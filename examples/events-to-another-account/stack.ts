import { EventBus, Rule } from 'aws-cdk-lib/aws-events';
import { EventBus as EventBusTarget } from 'aws-cdk-lib/aws-events-targets';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { MetaWebhooksStack } from '../../lib/meta-webhooks-stack.ts';
import { EVENT_SOURCE } from '../../src/events/event-reference.ts';
import type { MetaWebhookDetailType } from '../../src/events/meta-webhook-event.ts';

export interface ToAnotherAccountProps {
  /** ARN of a bus whose policy lets this account put events, as `ReceivingStack` makes it. */
  readonly busArn: string;
  /**
   * Which changes, e.g. `page.leadgen`.
   * @default - all
   */
  readonly detailTypes?: readonly MetaWebhookDetailType[];
}

/** Sends changes on to a bus of another account. The role may put events there, and do nothing else. */
export class ToAnotherAccount extends Construct {
  /** What could not be sent in 24 hours, e.g. because the other side took its permission back. */
  readonly deadLetters: Queue;

  constructor(receiver: MetaWebhooksStack, id: string, { busArn, detailTypes }: ToAnotherAccountProps) {
    super(receiver, id);
    this.deadLetters = new Queue(this, 'DeadLetters', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
      removalPolicy: RemovalPolicy.RETAIN,
    });
    Validations.of(this.deadLetters).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason: 'It is the dead-letter queue of a rule’s target, which cdk-nag does not look for.',
    });
    const bus = EventBus.fromEventBusArn(this, 'Bus', busArn);
    new Rule(this, 'Rule', {
      eventBus: receiver.bus.bus,
      description: 'Changes to another account',
      eventPattern: { source: [EVENT_SOURCE], ...(detailTypes && { detailType: [...detailTypes] }) },
      targets: [new EventBusTarget(bus, { deadLetterQueue: this.deadLetters })],
    });
  }
}
