import type { IKey } from 'aws-cdk-lib/aws-kms';
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { Duration, Validations, type RemovalPolicy } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';

/**
 * Minimum days for bodies and values that are too large for the queue or the bus: 14 in the queue, 14 more for a
 * redriven dead letter, and time for the consumer of an event that refers to one.
 */
const MIN_REFERENCE_DAYS = 45;

/** Properties of the archive bucket. */
export interface ArchiveBucketProps {
  /** Time for which raw deliveries are kept, in whole days; zero disables the archive. */
  readonly retention: Duration;
  readonly removalPolicy: RemovalPolicy;
  /** @default - S3 managed keys */
  readonly key?: IKey;
}

/** Stores raw deliveries, and bodies and values that are too large for the queue or the bus. */
export class ArchiveBucket extends Construct {
  readonly bucket: Bucket;

  constructor(scope: Construct, id: string, props: ArchiveBucketProps) {
    super(scope, id);
    const days = props.retention.toDays();
    const references = Duration.days(Math.max(days, MIN_REFERENCE_DAYS));
    // If the archive is disabled later, its objects must still expire: they contain personal data.
    const deliveries = days > 0 ? Duration.days(days) : references;
    this.bucket = new Bucket(this, 'Bucket', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      ...(props.key
        ? // a bucket key needs one KMS call for many objects
          { encryption: BucketEncryption.KMS, encryptionKey: props.key, bucketKeyEnabled: true }
        : { encryption: BucketEncryption.S3_MANAGED }),
      enforceSSL: true,
      removalPolicy: props.removalPolicy,
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
        'Only ingress, the worker and the account owner access this bucket. If you need an audit trail, enable ' +
        'CloudTrail data events, which are more complete than access logs.',
    });
  }
}
