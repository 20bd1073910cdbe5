import { EventBus, Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { AccountPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { CfnOutput, Duration, Stack } from 'aws-cdk-lib/core';
import type { StackProps } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { EVENT_SOURCE } from 'meta-webhooks-aws/events';

export interface ReceivingStackProps extends StackProps {
  /** A fixed name, so that the sending side can refer to the bus before it exists. */
  readonly busName: string;
  /** The account of the webhook receiver. */
  readonly senderAccount: string;
}

/** The other account: a bus that accepts the receiver's events from one account, and a queue as a first consumer. */
export class ReceivingStack extends Stack {
  constructor(scope: Construct, id: string, { busName, senderAccount, ...props }: ReceivingStackProps) {
    super(scope, id, { description: "meta-webhooks-aws: receives changes from the receiver's account", ...props });
    const bus = new EventBus(this, 'Bus', { eventBusName: busName });
    bus.addToResourcePolicy(
      new PolicyStatement({
        sid: 'ChangesFromTheReceiver',
        principals: [new AccountPrincipal(senderAccount)],
        actions: ['events:PutEvents'],
        resources: [bus.eventBusArn],
        // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-bus-example-policy-cross-account-custom-bus-source.html
        conditions: { 'ForAllValues:StringEquals': { 'events:source': EVENT_SOURCE } },
      }),
    );
    const safe = { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true, retentionPeriod: Duration.days(14) };
    const deadLetterQueue = new Queue(this, 'DeadLetters', safe);
    const queue = new Queue(this, 'Changes', {
      ...safe,
      deadLetterQueue: { queue: deadLetterQueue, maxReceiveCount: 5 },
    });
    new Rule(this, 'Rule', {
      eventBus: bus,
      eventPattern: { source: [EVENT_SOURCE] },
      targets: [new SqsQueue(queue, { deadLetterQueue })],
    });
    new CfnOutput(this, 'QueueUrl', { value: queue.queueUrl, description: "Queue of the other account's changes" });
  }
}
