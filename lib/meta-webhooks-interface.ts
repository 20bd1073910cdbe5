import type { IEventBus } from 'aws-cdk-lib/aws-events';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Duration } from 'aws-cdk-lib/core';

/** The resources of a receiver that its consumers use. */
export interface IMetaWebhooks {
  readonly eventBus: IEventBus;
  /** Stores the values that are too large for the bus. Absent if an imported receiver is known only by its bus. */
  readonly bucket?: IBucket;
  /** Keys of the apps, to check names. Absent for an imported receiver. */
  readonly appKeys?: readonly string[];
  /** Encrypts data at rest. Absent if AWS's own keys are used. */
  readonly encryptionKey?: IKey;
  /** Time for which the receiver remembers a change. Its consumers should use the same. */
  readonly dedupeWindow: Duration;
}
