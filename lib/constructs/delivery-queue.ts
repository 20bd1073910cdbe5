import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import type { CfnQueue } from 'aws-cdk-lib/aws-sqs';
import { Duration, RemovalPolicy } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { MAX_SQS_MESSAGE_BYTES } from '../../src/pipeline/delivery/limits.ts';
import { MAX_RECEIVES } from '../../src/pipeline/delivery/back-off.ts';
import { queueEncryption } from './customer-key.ts';

/** The most that SQS offers. A dead letter's clock runs from its first enqueue, so both queues need it. */
const RETENTION = Duration.days(14);

export interface DeliveryQueueProps {
  /** The consumer's time-out. */
  readonly workerTimeout: Duration;
  /** @default - SQS's own */
  readonly key?: IKey;
}

/**
 * Keeps accepted deliveries until the worker has emitted their changes, and those it could not handle for people to
 * see.
 *
 * The dead-letter queue names no source queue in a redrive-allow policy: the two would refer to each other, which
 * CloudFormation can only resolve with a physical name.
 */
export class DeliveryQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, props: DeliveryQueueProps) {
    super(scope, id);
    const common = {
      ...queueEncryption(props.key),
      enforceSSL: true,
      retentionPeriod: RETENTION,
      // Said aloud: a queue that takes less would turn away every body between its size and ours.
      maxMessageSizeBytes: MAX_SQS_MESSAGE_BYTES,
    };
    this.deadLetters = new Queue(this, 'DeadLetters', { ...common, removalPolicy: RemovalPolicy.RETAIN });
    this.queue = new Queue(this, 'Queue', {
      ...common,
      // Six times the time-out, as Lambda advises: a batch must not come back while it is still being handled.
      visibilityTimeout: Duration.seconds(6 * props.workerTimeout.toSeconds()),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: MAX_RECEIVES },
      removalPolicy: RemovalPolicy.DESTROY,
    });
    (this.deadLetters.node.defaultChild as CfnQueue).overrideLogicalId('DeadLetterQueue');
    (this.queue.node.defaultChild as CfnQueue).overrideLogicalId('DeliveryQueue');
  }
}
