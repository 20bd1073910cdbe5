import type { SigningSecret } from '../pipeline/accept/app-secret.ts';

/**
 * Defines all metrics of the receiver by line: the function that writes them, their dimensions and their units. The
 * functions write from this table; the dashboard and the alarms read from it. Each metric occurs once per set of
 * dimensions, and always with `service`, the function that wrote it.
 *
 * Dimension values are bounded, because each value is a metric to pay for: apps are configured, codes and objects are
 * known. Ids of Pages, users or phone numbers are never dimension values.
 * @see
 *   https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export const METRIC_LINES = {
  /** One POST that ingress queued. */
  accepted: {
    service: 'ingress',
    sets: [['app']],
    metrics: {
      Accepted: 'Count',
      PayloadBytes: 'Bytes',
      /** From API Gateway's time of the request to the response. */
      ResponseLatency: 'Milliseconds',
      SignedByCurrent: 'Count',
      SignedByCurrentInstagram: 'Count',
      SignedByCurrentThreads: 'Count',
      SignedByPrevious: 'Count',
      SignedByPreviousInstagram: 'Count',
      SignedByPreviousThreads: 'Count',
    },
  },
  /** One rejected request, by the code of the response. */
  rejected: { service: 'ingress', sets: [['app'], ['app', 'code']], metrics: { RejectedRequests: 'Count' } },
  /** One read of a secret with malformed members. The other members are in use. */
  secret: { service: 'ingress', sets: [['app']], metrics: { MalformedSecretMembers: 'Count' } },
  /** Outcome of the changes of one app and object in one batch. */
  changes: {
    service: 'worker',
    sets: [['app'], ['app', 'object']],
    metrics: {
      Changes: 'Count',
      Emitted: 'Count',
      Duplicates: 'Count',
      /** Emitted changes that only their time distinguishes from others. */
      Weak: 'Count',
      /** Returned to the queue for a retry. */
      Failed: 'Count',
      /** Changes with an object, field or kind that is not in the catalog. */
      Unknown: 'Count',
      /** Changes of a `content` kind with a member that is not in the catalog. */
      UnknownMember: 'Count',
      /** Duplicates of an `id` kind whose content differs from the stored digest. */
      SameIdOtherContent: 'Count',
      /** Events that EventBridge rejected. */
      PutEventsFailedEntries: 'Count',
      /** From receipt to the bus, for the slowest change of each delivery. */
      ProcessingLatency: 'Milliseconds',
      /** From Meta's timestamp to the bus, for the oldest change of each delivery. */
      EndToEndLatency: 'Milliseconds',
    },
  },
  /**
   * Duplicates of one app and kind whose content differs from the stored digest. `kind` comes from the catalog, never
   * from the body: only kinds in the catalog have an id.
   */
  sameId: { service: 'worker', sets: [['app', 'kind']], metrics: { SameIdOtherContent: 'Count' } },
  /** One archive object. The number of values is the number of objects. */
  archived: { service: 'worker', sets: [['app']], metrics: { ArchiveBytes: 'Bytes' } },
  /** One batch of the worker. */
  batch: {
    service: 'worker',
    sets: [[]],
    metrics: {
      Deliveries: 'Count',
      /** Returned to the queue for a retry. */
      BatchItemFailures: 'Count',
      /** Deliveries that the worker itself dead-lettered because they can never be processed. */
      DeadLettered: 'Count',
      RemainingTime: 'Milliseconds',
    },
  },
} as const satisfies Readonly<Record<string, LineForm>>;

interface LineForm {
  readonly service: 'ingress' | 'worker';
  /** Each set starts with the first set. */
  readonly sets: readonly [readonly string[], ...(readonly string[])[]];
  readonly metrics: Readonly<Record<string, 'Count' | 'Bytes' | 'Milliseconds'>>;
}

/** Name of a metric line. */
export type MetricLine = keyof typeof METRIC_LINES;
/** Dimensions of a line by name. `service` is added automatically. */
export type DimensionsOf<L extends MetricLine> = Readonly<
  Record<(typeof METRIC_LINES)[L]['sets'][number][number], string>
>;
/** Metrics of a line. A metric that is undefined or has no values is not written. */
export type ValuesOf<L extends MetricLine> = Readonly<
  Partial<Record<keyof (typeof METRIC_LINES)[L]['metrics'], number | readonly number[]>>
>;

/**
 * Metrics that a filter derives from the access log, because API Gateway sends these responses itself. No dimensions.
 */
export const ACCESS_LOG_METRICS = {
  /** 429: throttled. Meta retries. */
  Throttled: '429',
  /** 413: too large for API Gateway or for ingress. The delivery is lost. */
  TooLarge: '413',
} as const;

/** Metric that counts the deliveries signed with each secret. */
export const SIGNED_BY = {
  'current.appSecret': 'SignedByCurrent',
  'current.instagramAppSecret': 'SignedByCurrentInstagram',
  'current.threadsAppSecret': 'SignedByCurrentThreads',
  'previous.appSecret': 'SignedByPrevious',
  'previous.instagramAppSecret': 'SignedByPreviousInstagram',
  'previous.threadsAppSecret': 'SignedByPreviousThreads',
} as const satisfies Readonly<Record<SigningSecret['name'], keyof ValuesOf<'accepted'>>>;

/** Replaces an unconfigured app, whose name comes from an untrusted caller. No app can have this key. */
export const UNKNOWN_APP = 'not-an-app';
