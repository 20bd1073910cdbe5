import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { MetaWebhooksStack } from '../../lib/meta-webhooks-stack.ts';

/** Puts the messages of Messenger, and nothing else of its field, into a queue for a service that polls. */
export class MessagesToSqs extends Construct {
  readonly queue: Queue;

  constructor(receiver: MetaWebhooksStack, id: string) {
    super(receiver, id);
    const deadLetters = new Queue(this, 'DeadLetters', { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true, retentionPeriod: Duration.days(14) });
    this.queue = new Queue(this, 'Queue', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
      visibilityTimeout: Duration.minutes(5), // longer than the service needs for one message
      deadLetterQueue: { queue: deadLetters, maxReceiveCount: 5 },
    });
    receiver.onChange(`${id}Changes`, { object: 'page', field: 'messages', kinds: ['message'], target: this.queue });
  }
}
