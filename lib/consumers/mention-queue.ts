import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { Duration, RemovalPolicy } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { queueEncryption } from '../constructs/customer-key.ts';

/**
 * Maximum receives of a mention. The consumer itself queues a mention for manual review, with a reason; this limit only
 * applies to mentions that crash the consumer each time.
 */
const MAX_RECEIVES = 500;

/** Properties of the mention queue. */
export interface MentionQueueProps {
  /** Timeout of the consumer. */
  readonly timeout: Duration;
  /** @default - SQS managed keys */
  readonly key?: IKey;
  /** Policy for the queue of manual reviews. */
  readonly removalPolicy: RemovalPolicy;
}

/** Holds mentions until the consumer replies, and a second queue for manual review. */
export class MentionQueue extends Construct {
  readonly queue: Queue;
  readonly manualReview: Queue;

  constructor(scope: Construct, id: string, props: MentionQueueProps) {
    super(scope, id);
    const common = { ...queueEncryption(props.key), enforceSSL: true, retentionPeriod: Duration.days(14) };
    this.manualReview = new Queue(this, 'ForPeople', { ...common, removalPolicy: props.removalPolicy });
    this.queue = new Queue(this, 'Queue', {
      ...common,
      visibilityTimeout: Duration.seconds(6 * props.timeout.toSeconds()),
      deadLetterQueue: { queue: this.manualReview, maxReceiveCount: MAX_RECEIVES },
      removalPolicy: RemovalPolicy.DESTROY,
    });
  }
}
