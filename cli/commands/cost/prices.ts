/**
 * List prices in US dollars: us-east-1, without free tiers, as of November 2026. Check them against the price pages of
 * AWS before you rely on them.
 * @see https://aws.amazon.com/pricing/
 */
export const PRICES = {
  /** HTTP API: a million requests, for each 512 KB of the body. */
  httpApi: 1,
  /** Lambda: a million requests, and a GB-second on arm64. */
  lambdaRequests: 0.2,
  lambdaGbSecond: 0.0000133334,
  /** SQS standard queues: a million requests, for each 64 KB. */
  sqs: 0.4,
  /** DynamoDB on demand: a million writes, for each KB. */
  dynamoDbWrites: 0.625,
  /** DynamoDB: a GB and month of storage. */
  dynamoDbGb: 0.25,
  /** S3 Standard: a million PUT and a million GET requests, and a GB and month of storage. */
  s3Puts: 5,
  s3Gets: 0.4,
  s3Gb: 0.023,
  /** EventBridge: a million custom events, for each 64 KB. */
  events: 1,
  /** CloudWatch Logs: a GB ingested. */
  logsGb: 0.5,
  /** CloudWatch, each a month: a metric in an alarm, a custom metric, a dashboard. */
  alarmMetric: 0.1,
  customMetric: 0.3,
  dashboard: 3,
  /** Secrets Manager: a secret and month, and a million calls. */
  secret: 0.4,
  secretCalls: 5,
  /** KMS: a customer managed key and month. */
  key: 1,
} as const;

/** Bytes of a request that SQS and EventBridge bill as one. */
export const CHUNK_KB = 64;
