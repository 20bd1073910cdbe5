import { EventBus, Rule } from 'aws-cdk-lib/aws-events';
import { EventBus as EventBusTarget } from 'aws-cdk-lib/aws-events-targets';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { IMetaWebhooks } from 'meta-webhooks-aws';
import { EVENT_SOURCE, type MetaWebhookDetailType } from 'meta-webhooks-aws/events';

export interface ToAnotherAccountProps {
  readonly webhooks: IMetaWebhooks;
  /** ARN of a bus whose policy allows this account to put events, such as that of `ReceivingStack`. */
  readonly busArn: string;
  /**
   * The detail types to forward, e.g. `page.leadgen`.
   * @default - all
   */
  readonly detailTypes?: readonly MetaWebhookDetailType[];
}

/** Forwards changes to a bus in another account. The role can only put events there. */
export class ToAnotherAccount extends Construct {
  /** Events that could not be delivered within 24 hours, e.g. because the other account removed the permission. */
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, { webhooks, busArn, detailTypes }: ToAnotherAccountProps) {
    super(scope, id);
    this.deadLetters = new Queue(this, 'DeadLetters', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    Validations.of(this.deadLetters).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason: 'It is the dead-letter queue of a rule target, which cdk-nag does not detect.',
    });
    const bus = EventBus.fromEventBusArn(this, 'Bus', busArn);
    new Rule(this, 'Rule', {
      eventBus: webhooks.eventBus,
      description: 'Changes to another account',
      eventPattern: { source: [EVENT_SOURCE], ...(detailTypes && { detailType: [...detailTypes] }) },
      targets: [new EventBusTarget(bus, { deadLetterQueue: this.deadLetters })],
    });
  }
}
