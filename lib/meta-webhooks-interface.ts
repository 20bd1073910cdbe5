import type { IHttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import type { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Duration, RemovalPolicy } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import type { MetricName, ReceiverMetricOptions } from './receiver-metric.ts';

/** The resources of a receiver that its monitoring reads. */
export interface MonitoredResources {
  readonly api: IHttpApi;
  readonly accessLogGroup: ILogGroup;
  readonly ingressFunction: IFunction;
  readonly ingressLogGroup: ILogGroup;
  readonly workerFunction: IFunction;
  readonly workerLogGroup: ILogGroup;
  readonly queue: IQueue;
  readonly deadLetterQueue: IQueue;
  readonly claimTable: ITable;
  /** Requests per second above which the API responds 429. */
  readonly rateLimit: number;
  /** Present if the receiver replies to mentions. */
  readonly mentions?: { readonly function: IFunction; readonly reviewQueue: IQueue } | undefined;
}

/** A receiver of Meta's webhooks: one of this app, or an imported one. */
export interface IMetaWebhooks extends IConstruct {
  /** Bus that receives one event per change. */
  readonly eventBus: IEventBus;
  /** Stores the archive, and the values that are too large for the bus. Absent if an import does not name it. */
  readonly bucket?: IBucket;
  /** Encrypts data at rest. Absent if AWS's own keys are used. */
  readonly encryptionKey?: IKey;
  /** Time for which the receiver remembers a change. Its consumers should use the same. */
  readonly dedupeWindow: Duration;
  /**
   * Namespace of the receiver's metrics, and the first part of the names of its alarms, dashboard, saved queries and
   * access log.
   */
  readonly namespace: string;
  /** Keys of the apps. Absent if an import does not name them. */
  readonly appKeys?: readonly string[];
  /** Policy for what a deletion would lose, also for the dead letters of consumers. @default - retained */
  readonly removalPolicy?: RemovalPolicy;
  /** The resources that monitoring reads. Absent for an imported receiver. */
  readonly monitored?: MonitoredResources;

  /** Allows to list and read the archived deliveries. */
  grantReadArchive(grantee: IGrantable): Grant;
  /** Allows to read the values that are too large for the bus, for `loadValue`. */
  grantReadValues(grantee: IGrantable): Grant;
  /** Allows to replay deliveries: to read the archive and to send to the delivery queue. */
  grantReplay(grantee: IGrantable): Grant;

  /** Returns one of the receiver's own metrics. */
  metric(name: MetricName, props?: ReceiverMetricOptions): Metric;
  /** Counts the deliveries that ingress accepted. @default - sum over 5 minutes */
  metricAccepted(props?: ReceiverMetricOptions): Metric;
  /** Counts the events that the worker sent to the bus. @default - sum over 5 minutes */
  metricEmitted(props?: ReceiverMetricOptions): Metric;
  /** Counts the deliveries that the worker dead-lettered, of all apps together. @default - sum over 5 minutes */
  metricDeadLettered(props?: ReceiverMetricOptions): Metric;
}
