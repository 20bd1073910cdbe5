import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import type { CfnQueue } from 'aws-cdk-lib/aws-sqs';
import { Duration, RemovalPolicy } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { queueEncryption } from '../constructs/customer-key.ts';

/**
 * How often a mention may be received. The consumer itself hands over what it cannot answer, with a reason, when its
 * time is up; this only ends what kills the consumer every time.
 */
const MAX_RECEIVES = 500;

export interface MentionQueueProps {
  /** The consumer's. */
  readonly timeout: Duration;
  /** @default - SQS's own */
  readonly key?: IKey;
}

/** Keeps mentions until they are answered, and those that a person has to look at. */
export class MentionQueue extends Construct {
  readonly queue: Queue;
  readonly forPeople: Queue;

  constructor(scope: Construct, id: string, props: MentionQueueProps) {
    super(scope, id);
    const common = { ...queueEncryption(props.key), enforceSSL: true, retentionPeriod: Duration.days(14) };
    this.forPeople = new Queue(this, 'ForPeople', { ...common, removalPolicy: RemovalPolicy.RETAIN });
    this.queue = new Queue(this, 'Queue', {
      ...common,
      visibilityTimeout: Duration.seconds(6 * props.timeout.toSeconds()),
      deadLetterQueue: { queue: this.forPeople, maxReceiveCount: MAX_RECEIVES },
      removalPolicy: RemovalPolicy.DESTROY,
    });
    (this.forPeople.node.defaultChild as CfnQueue).overrideLogicalId('MentionsForPeople');
    (this.queue.node.defaultChild as CfnQueue).overrideLogicalId('MentionQueue');
  }
}
