/**
 * Bytes of the lines that our functions log, measured with small deliveries of one app and one object.
 * `test/integration/log-bytes.test.ts` compares them with the lines of the code.
 */
const LINES = {
  ingress: 534,
  /** The worker's only line of a delivery that is alone in its batch. */
  alone: 798,
  /** The worker's line of a delivery among others, with its part of the batch's line. */
  delivery: 195,
  /** The rest of the line of a batch. */
  batch: 740,
} as const;
/** A line of the access log with typical values: a model, because API Gateway writes it. */
const ACCESS_LOG = 231;
/**
 * What CloudWatch Logs adds to each line.
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html
 */
const OVERHEAD = 26;

/** Returns the bytes that ingress and the worker log per delivery, in batches of a size. */
export function ownLogBytes(batch: number): number {
  return LINES.ingress + (batch === 1 ? LINES.alone : LINES.delivery + LINES.batch / batch);
}

/** Returns the bytes per delivery that CloudWatch Logs ingests. Lambda logs only what failed. */
export function logBytes(batch: number): number {
  const workerLines = batch === 1 ? 1 : 1 + 1 / batch;
  return ownLogBytes(batch) + ACCESS_LOG + OVERHEAD * (2 + workerLines);
}
