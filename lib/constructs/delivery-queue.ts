import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { Duration, RemovalPolicy } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { MAX_SQS_MESSAGE_BYTES } from '../../src/pipeline/delivery/limits.ts';
import { MAX_RECEIVES } from '../../src/pipeline/delivery/back-off.ts';
import { queueEncryption } from './customer-key.ts';

/** Maximum retention of SQS. The age of a dead letter counts from its first enqueue, so both queues need it. */
const RETENTION = Duration.days(14);

/** Properties of the delivery queue. */
export interface DeliveryQueueProps {
  /** Timeout of the worker. */
  readonly workerTimeout: Duration;
  /** @default - SQS managed keys */
  readonly key?: IKey;
  /** Policy for the dead letters. The queue itself is deleted with the stack. */
  readonly removalPolicy: RemovalPolicy;
}

/**
 * Holds accepted deliveries until the worker has emitted their changes, and the dead-letter queue for those that
 * failed.
 *
 * The dead-letter queue has no redrive-allow policy that names the source queue: the two queues would refer to each
 * other, which CloudFormation can resolve only with a physical name.
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
      // Set explicitly: a lower limit would reject bodies that ingress accepts.
      maxMessageSizeBytes: MAX_SQS_MESSAGE_BYTES,
    };
    this.deadLetters = new Queue(this, 'DeadLetters', { ...common, removalPolicy: props.removalPolicy });
    this.queue = new Queue(this, 'Queue', {
      ...common,
      // Six times the timeout, as AWS recommends: a batch must not become visible while the worker processes it.
      visibilityTimeout: Duration.seconds(6 * props.workerTimeout.toSeconds()),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: MAX_RECEIVES },
      removalPolicy: RemovalPolicy.DESTROY,
    });
  }
}
