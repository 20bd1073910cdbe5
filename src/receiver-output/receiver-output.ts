/** Version of the output. A command that knows only an older version refuses it. */
export const RECEIVER_OUTPUT_VERSION = 1;

/** Matches the logical id of the output of a receiver. */
export const RECEIVER_OUTPUT_ID = /^[A-Za-z0-9]+Receiver$/;

/** An app of a receiver. */
export interface ReceiverOutputApp {
  readonly callbackUrl: string;
  /** ARN of the secret with the app secret and the verify token. */
  readonly secretArn: string;
  /** True if the callback URL requires Meta's client certificate; absent otherwise. */
  readonly mutualTls?: true | undefined;
}

/** The output of a receiver: everything that a command needs to find its resources. */
export interface ReceiverOutput {
  readonly version: typeof RECEIVER_OUTPUT_VERSION;
  /** The construct id without characters other than letters and digits. */
  readonly id: string;
  /** Namespace of the metrics, and the first part of the names of alarms, dashboard and saved queries. */
  readonly namespace: string;
  /** The apps by key. */
  readonly apps: Readonly<Record<string, ReceiverOutputApp>>;
  readonly eventBusName: string;
  readonly eventBusArn: string;
  readonly queueUrl: string;
  readonly deadLetterQueueUrl: string;
  readonly claimTableName: string;
  readonly archiveBucketName: string;
  readonly dedupeWindowSeconds: number;
  readonly ingressLogGroupName: string;
  readonly workerLogGroupName: string;
  readonly storyInsightsTableName?: string | undefined;
  readonly mentionQueueUrl?: string | undefined;
  readonly mentionReviewQueueUrl?: string | undefined;
  readonly mentionTableName?: string | undefined;
}
