import type { IKey } from 'aws-cdk-lib/aws-kms';
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import type { CfnBucket } from 'aws-cdk-lib/aws-s3';
import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';

/**
 * Days for which bodies and values too large for queue and bus are kept at least: 14 in the queue, 14 more for a
 * redriven dead letter, and time for the consumer of an event that points to one.
 */
const MIN_REFERENCE_DAYS = 45;

export interface ArchiveBucketProps {
  /** Days for which raw deliveries are kept; 0 when none are archived. */
  readonly archiveDays: number;
  /** @default - S3's own */
  readonly key?: IKey;
}

/** Holds raw deliveries, and the bodies and values that are too large for queue and bus. */
export class ArchiveBucket extends Construct {
  readonly bucket: Bucket;

  constructor(scope: Construct, id: string, props: ArchiveBucketProps) {
    super(scope, id);
    const references = Duration.days(Math.max(props.archiveDays, MIN_REFERENCE_DAYS));
    // When the archive was switched off, what it holds still has to go: it is personal data.
    const deliveries = props.archiveDays > 0 ? Duration.days(props.archiveDays) : references;
    this.bucket = new Bucket(this, 'Bucket', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      ...(props.key
        ? // one call to KMS for many objects
          { encryption: BucketEncryption.KMS, encryptionKey: props.key, bucketKeyEnabled: true }
        : { encryption: BucketEncryption.S3_MANAGED }),
      enforceSSL: true,
      removalPolicy: RemovalPolicy.RETAIN,
      lifecycleRules: [
        { id: 'deliveries', prefix: 'deliveries/', expiration: deliveries },
        { id: 'oversize', prefix: 'oversize/', expiration: references },
        { id: 'values', prefix: 'values/', expiration: references },
        { id: 'unfinished', abortIncompleteMultipartUploadAfter: Duration.days(1) },
      ],
    });
    Validations.of(this).acknowledge({
      id: 'AwsSolutions-S1',
      reason:
        'Only ingress, the worker and its owner reach this bucket. Who has to prove it switches on CloudTrail’s ' +
        'data events, which also cover what an access log may miss.',
    });
    (this.bucket.node.defaultChild as CfnBucket).overrideLogicalId('ArchiveBucket');
  }
}
