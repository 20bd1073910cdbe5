import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { CfnOutput, Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { ChangeRule, type ChangeDetailType, type ChangeRuleProps } from 'meta-webhooks-aws';

const SAFE = { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true, retentionPeriod: Duration.days(14) } as const;

export type EventsToSqsProps<T extends ChangeDetailType> = Omit<ChangeRuleProps<T>, 'target'>;

/** Sends changes to a queue, for code outside Lambda: a container, a server, or another language. */
export class EventsToSqs<T extends ChangeDetailType> extends Construct {
  readonly queue: Queue;
  /** Messages received five times and not deleted. Events that EventBridge cannot deliver go to the rule's queue. */
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, props: EventsToSqsProps<T>) {
    super(scope, id);
    this.deadLetters = new Queue(this, 'DeadLetters', SAFE);
    this.queue = new Queue(this, 'Queue', {
      ...SAFE,
      visibilityTimeout: Duration.minutes(1),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: 5 },
    });
    new ChangeRule<T>(this, 'Changes', { ...props, target: this.queue });
    new CfnOutput(this, 'QueueUrl', {
      value: this.queue.queueUrl,
      description: `Queue of ${[props.detailType].flat().join(', ')}`,
    });
  }
}
