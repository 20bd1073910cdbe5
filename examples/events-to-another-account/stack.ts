import { EventBus, Rule } from 'aws-cdk-lib/aws-events';
import { EventBus as EventBusTarget } from 'aws-cdk-lib/aws-events-targets';
import { AccountPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Duration, Stack } from 'aws-cdk-lib/core';
import type { StackProps } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { MetaWebhooksStack } from '../../lib/meta-webhooks-stack.ts';
import { EVENT_SOURCE } from '../../src/index.ts';

/** Sends everything of Instagram to a bus of another account. */
export class InstagramToAnotherAccount extends Construct {
  /** @param busArn - of the other account's bus */
  constructor(receiver: MetaWebhooksStack, id: string, { busArn }: { readonly busArn: string }) {
    super(receiver, id);
    const deadLetterQueue = new Queue(this, 'DeadLetters', { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true, retentionPeriod: Duration.days(14) });
    new Rule(this, 'Rule', {
      eventBus: receiver.bus.bus,
      eventPattern: { source: [EVENT_SOURCE], detail: { object: ['instagram'] } },
      // The target makes the role that may put events there, and nothing else.
      targets: [new EventBusTarget(EventBus.fromEventBusArn(this, 'Bus', busArn), { deadLetterQueue })],
    });
  }
}

export interface InstagramBusProps extends StackProps {
  /** Where the receiver is deployed. */
  readonly receiverAccount: string;
}

/** The other account's side: a bus that takes the receiver's events from its account only. */
export class InstagramBus extends Stack {
  readonly bus: EventBus;

  constructor(scope: Construct, id: string, { receiverAccount, ...props }: InstagramBusProps) {
    super(scope, id, props);
    this.bus = new EventBus(this, 'Bus', { eventBusName: 'meta-instagram' }); // named: its ARN must be known beforehand
    this.bus.addToResourcePolicy(
      new PolicyStatement({
        sid: 'Receiver',
        principals: [new AccountPrincipal(receiverAccount)],
        actions: ['events:PutEvents'],
        resources: [this.bus.eventBusArn],
        conditions: { StringEquals: { 'events:source': EVENT_SOURCE } },
      }),
    );
  }
}
