import type { SigningSecret } from '../pipeline/accept/app-secret.ts';

/**
 * Every metric of ours, in the lines in which it is written: by which function, under which dimensions, in which unit.
 * The functions write by this table; dashboard and alarms read by it. Each metric stands once under each set of
 * dimensions, and always under `service`, the function that wrote it.
 *
 * A dimension's values are bounded, for each of them is a series to pay for: apps are configured, codes and objects
 * are known. Never an id of a page, a user or a number.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export const METRIC_LINES = {
  /** One POST that is in the queue. */
  accepted: {
    service: 'ingress',
    sets: [['app']],
    metrics: {
      Accepted: 'Count',
      PayloadBytes: 'Bytes',
      /** From API Gateway's time of the request to our answer. */
      ResponseLatency: 'Milliseconds',
      SignedByCurrent: 'Count',
      SignedByCurrentInstagram: 'Count',
      SignedByCurrentThreads: 'Count',
      SignedByPrevious: 'Count',
      SignedByPreviousInstagram: 'Count',
      SignedByPreviousThreads: 'Count',
    },
  },
  /** One request that was not taken, by the code of the answer. */
  refused: { service: 'ingress', sets: [['app'], ['app', 'code']], metrics: { RejectedRequests: 'Count' } },
  /** One read of a secret with members that cannot be used; all others are in use. */
  secret: { service: 'ingress', sets: [['app']], metrics: { MalformedSecretMembers: 'Count' } },
  /** What became of the changes of one app and object, in deliveries that were handled together. */
  changes: {
    service: 'worker',
    sets: [['app'], ['app', 'object']],
    metrics: {
      Changes: 'Count',
      Emitted: 'Count',
      Duplicates: 'Count',
      /** Of the emitted ones: told apart by their time of sending alone. */
      Weak: 'Count',
      /** Handed back, to be tried again. */
      Failed: 'Count',
      /** Of an object, field or kind that the catalog does not know. */
      Unknown: 'Count',
      /** Of a `content` kind, with a member that the catalog does not list. */
      UnknownMember: 'Count',
      /** Refused claims of an `id` kind whose stored digest is of another content: what a retry may hide. */
      SameIdOtherContent: 'Count',
      /** Events that the bus did not take. */
      PutEventsFailedEntries: 'Count',
      /** From our receipt to the bus, the slowest change of each delivery. */
      ProcessingLatency: 'Milliseconds',
      /** From Meta's own time to the bus, the latest change of each delivery. */
      EndToEndLatency: 'Milliseconds',
    },
  },
  /**
   * The refused claims of one app and kind whose content differs from the stored one. `kind` is the catalog's, never
   * the body's: only kinds of the catalog have an id.
   */
  sameId: { service: 'worker', sets: [['app', 'kind']], metrics: { SameIdOtherContent: 'Count' } },
  /** One object of the archive: the number of values is the number of objects. */
  archived: { service: 'worker', sets: [['app']], metrics: { ArchiveBytes: 'Bytes' } },
  /** One batch of the worker. */
  batch: {
    service: 'worker',
    sets: [[]],
    metrics: {
      Deliveries: 'Count',
      /** Handed back, to be tried again. */
      BatchItemFailures: 'Count',
      /** Put into the dead letters by the worker itself: they will never be readable. */
      DeadLettered: 'Count',
      RemainingTime: 'Milliseconds',
    },
  },
} as const satisfies Readonly<Record<string, LineForm>>;

interface LineForm {
  readonly service: 'ingress' | 'worker';
  /** Each begins with the first. */
  readonly sets: readonly [readonly string[], ...(readonly string[])[]];
  readonly metrics: Readonly<Record<string, 'Count' | 'Bytes' | 'Milliseconds'>>;
}

/** A kind of line. */
export type MetricLine = keyof typeof METRIC_LINES;
/** The dimensions of a line, by name; `service` comes by itself. */
export type DimensionsOf<L extends MetricLine> = Readonly<
  Record<(typeof METRIC_LINES)[L]['sets'][number][number], string>
>;
/** The metrics of a line. What is undefined, or has no values, is not written. */
export type ValuesOf<L extends MetricLine> = Readonly<
  Partial<Record<keyof (typeof METRIC_LINES)[L]['metrics'], number | readonly number[]>>
>;

/** Read off the API's access log by a filter, for API Gateway answers these itself. Without dimensions. */
export const ACCESS_LOG_METRICS = {
  /** 429: over our own throttle. Meta sends again. */
  Throttled: '429',
  /** 413: too large for the gateway or for us. Lost. */
  TooLarge: '413',
} as const;

/** Which metric counts the deliveries that a secret signed. */
export const SIGNED_BY = {
  'current.appSecret': 'SignedByCurrent',
  'current.instagramAppSecret': 'SignedByCurrentInstagram',
  'current.threadsAppSecret': 'SignedByCurrentThreads',
  'previous.appSecret': 'SignedByPrevious',
  'previous.instagramAppSecret': 'SignedByPreviousInstagram',
  'previous.threadsAppSecret': 'SignedByPreviousThreads',
} as const satisfies Readonly<Record<SigningSecret['name'], keyof ValuesOf<'accepted'>>>;

/** Stands for an app that is not configured, whose name is an untrusted caller's text. No app can have this key. */
export const UNKNOWN_APP = 'not-an-app';
