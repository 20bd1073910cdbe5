import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import { EventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import type { Code } from 'aws-cdk-lib/aws-lambda';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { WorkerSettings } from '../meta-webhooks-settings.ts';
import { DATA_ACTIONS, TABLE_ACTIONS } from './customer-key.ts';
import { LeastPrivilegeFunction } from './least-privilege-function.ts';

/**
 * Time for the slowest batch: archive, the claims of ten deliveries, and their events. The queue's visibility timeout
 * depends on it.
 */
export const WORKER_TIMEOUT = Duration.seconds(60);

const BATCH_SIZE = 10;

/** Properties of the worker. */
export interface WorkerProps {
  readonly code: Code;
  readonly settings: WorkerSettings;
  /** Namespace of the receiver. */
  readonly namespace: string;
  readonly logRetention: RetentionDays;
  /** Time for which a change is remembered. */
  readonly dedupeWindow: Duration;
  /** Archives raw deliveries. */
  readonly archive: boolean;
  readonly queue: IQueue;
  readonly deadLetters: IQueue;
  readonly claims: ITable;
  readonly bus: IEventBus;
  /** Stores the archive, oversize bodies and oversize values. */
  readonly bucket: IBucket;
  /** Encrypts the log, and the queues, table and bucket that the worker uses. @default - none */
  readonly key?: IKey;
}

/** Turns deliveries into events: archive, split, claim, emit. */
export class Worker extends Construct {
  readonly handler: LeastPrivilegeFunction;

  constructor(scope: Construct, id: string, props: WorkerProps) {
    super(scope, id);
    this.handler = this.addHandler(props);
    this.permitAll(props);
    // Not SqsEventSource: it would add CDK's broader grants.
    new EventSourceMapping(this, 'Deliveries', {
      target: this.handler.function,
      eventSourceArn: props.queue.queueArn,
      batchSize: BATCH_SIZE,
      maxBatchingWindow: props.settings.maxBatchingWindow,
      maxConcurrency: props.settings.maxConcurrency,
      reportBatchItemFailures: true,
    });
  }

  private addHandler(props: WorkerProps): LeastPrivilegeFunction {
    return new LeastPrivilegeFunction(this, 'Handler', {
      code: props.code,
      description: 'Turns deliveries into events: archive, split, claim, emit',
      memorySize: props.settings.memorySize,
      timeout: WORKER_TIMEOUT,
      logRetention: props.logRetention,
      key: props.key,
      environment: {
        QUEUE_URL: props.queue.queueUrl,
        DEAD_LETTER_QUEUE_URL: props.deadLetters.queueUrl,
        CLAIM_TABLE_NAME: props.claims.tableName,
        EVENT_BUS_NAME: props.bus.eventBusName,
        BUCKET_NAME: props.bucket.bucketName,
        DEDUPE_WINDOW_SECONDS: String(props.dedupeWindow.toSeconds()),
        ARCHIVE: props.archive ? 'on' : 'off',
        BATCHED_CLAIMS: props.settings.batchedClaims ? 'on' : 'off',
        METRICS_NAMESPACE: props.namespace,
      },
    });
  }

  private permitAll({ queue, deadLetters, claims, bus, bucket, archive, key, settings }: WorkerProps): void {
    const consume = [
      'sqs:ReceiveMessage',
      'sqs:DeleteMessage',
      'sqs:GetQueueAttributes',
      'sqs:ChangeMessageVisibility',
    ];
    this.handler.grantActions(consume, [queue.queueArn]);
    this.handler.grantActions(['sqs:SendMessage'], [deadLetters.queueArn]);
    const claim = ['dynamodb:PutItem', ...(settings.batchedClaims ? ['dynamodb:PartiQLInsert'] : [])];
    this.handler.grantActions(claim, [claims.tableArn]);
    this.handler.grantActions(['events:PutEvents'], [bus.eventBusArn]);
    this.handler.permitBelow(['s3:GetObject'], bucket, ['oversize/']);
    this.handler.permitBelow(['s3:PutObject'], bucket, [...(archive ? ['deliveries/'] : []), 'values/']);
    if (!key) return;
    const before = [queue, deadLetters, bucket];
    this.handler.permitKey({ key, actions: DATA_ACTIONS, services: ['sqs', 's3'], before });
    this.handler.permitKey({ key, actions: TABLE_ACTIONS, services: ['dynamodb'], before: [claims] });
  }
}
