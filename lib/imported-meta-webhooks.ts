import type { IEventBus } from 'aws-cdk-lib/aws-events';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Duration } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { DEFAULT_DEDUPE_WINDOW_DAYS } from '../src/pipeline/dedupe/window.ts';
import { ConfigurationError } from './configuration/rules.ts';
import { MetaWebhooksBase } from './meta-webhooks-base.ts';

/** What an app knows about a receiver that it did not create. */
export interface MetaWebhooksAttributes {
  /** Bus that receives one event per change. */
  readonly eventBus: IEventBus;
  /**
   * Bucket of the archive and of large values, for `grantReadArchive` and `grantReadValues`.
   * @default - none
   */
  readonly bucket?: IBucket;
  /**
   * Delivery queue, for `grantReplay`.
   * @default - none
   */
  readonly queue?: IQueue;
  /**
   * Key with which the receiver encrypts, if it has one.
   * @default - AWS's own keys
   */
  readonly encryptionKey?: IKey;
  /**
   * Time for which the receiver remembers a change.
   * @default Duration.days(22)
   */
  readonly dedupeWindow?: Duration;
  /**
   * Namespace of the receiver's metrics, for `metric`.
   * @default - none
   */
  readonly namespace?: string;
  /**
   * Keys of its apps. With them, an unknown app is an error.
   * @default - any app
   */
  readonly appKeys?: readonly string[];
}

/** A receiver of another app. */
export class ImportedMetaWebhooks extends MetaWebhooksBase {
  readonly eventBus: IEventBus;
  readonly bucket?: IBucket;
  readonly queue?: IQueue;
  readonly encryptionKey?: IKey;
  readonly dedupeWindow: Duration;
  readonly appKeys?: readonly string[];
  private readonly givenNamespace: string | undefined;

  constructor(scope: Construct, id: string, attributes: MetaWebhooksAttributes) {
    super(scope, id);
    this.eventBus = attributes.eventBus;
    this.bucket = attributes.bucket;
    this.queue = attributes.queue;
    this.encryptionKey = attributes.encryptionKey;
    this.dedupeWindow = attributes.dedupeWindow ?? Duration.days(DEFAULT_DEDUPE_WINDOW_DAYS);
    this.appKeys = attributes.appKeys;
    this.givenNamespace = attributes.namespace;
  }

  /** @throws {@link ConfigurationError} CONFIGURATION_INVALID if the import does not name it */
  get namespace(): string {
    if (this.givenNamespace !== undefined) return this.givenNamespace;
    throw new ConfigurationError('CONFIGURATION_INVALID', 'Pass `namespace` to MetaWebhooks.fromAttributes.', [
      `${this.node.path}: the imported receiver has no namespace`,
    ]);
  }
}
