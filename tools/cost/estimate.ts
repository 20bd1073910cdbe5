import { parseArgs } from 'node:util';

/**
 * Prices in US dollars, us-east-1, without free tiers, as of 2026-11. Check them against the AWS price pages before
 * you rely on them.
 */
const PRICE = {
  /** Price per million requests of up to 512 KB. */
  httpApi: 1.0,
  /** Price per million invocations. */
  lambdaRequests: 0.2,
  /** Price per GB-second on arm64. */
  lambdaGbSecond: 0.0000133334,
  /** Price per million requests of up to 64 KB. */
  sqs: 0.4,
  /** Price per million writes of up to 1 KB. */
  dynamoDbWrites: 0.625,
  /** Price per million events of up to 64 KB. */
  eventBridge: 1.0,
  /** Price per ingested GB. */
  logs: 0.5,
  /** Price per secret and month. */
  secret: 0.4,
} as const;

/** Usage per delivery that does not depend on the number of changes. Measured or assumed, as each comment says. */
const ASSUMED = {
  memoryGb: 0.5,
  /** Duration of a warm POST on Lambda, measured. */
  ingressMs: 15,
  /** Duration of a worker invocation, and of each ten changes in it. */
  workerMs: 20,
  workerMsPerTenChanges: 20,
  /** Deliveries per worker invocation with steady traffic. With thin traffic it is 1. */
  deliveriesPerBatch: 2,
  /** Size of the receiver's two log lines, the access log line and Lambda's own lines. */
  logKbPerDelivery: 2,
} as const;

/** @returns dollars per line of the bill, for a million deliveries */
function perMillionDeliveries(changes: number, kilobytes: number): Record<string, number> {
  const chunks = Math.ceil(kilobytes / 64);
  const { memoryGb, ingressMs, workerMs, workerMsPerTenChanges, deliveriesPerBatch, logKbPerDelivery } = ASSUMED;
  const compute = (ms: number): number => 1e6 * (ms / 1000) * memoryGb * PRICE.lambdaGbSecond;
  const batches = 1 / deliveriesPerBatch;
  return {
    'API Gateway': PRICE.httpApi * Math.ceil(kilobytes / 512),
    'Lambda, ingress': PRICE.lambdaRequests + compute(ingressMs),
    'SQS, send + receive + delete': PRICE.sqs * (chunks + Math.max(batches, chunks / 10) + batches),
    'Lambda, worker':
      PRICE.lambdaRequests * batches + compute(workerMs * batches + workerMsPerTenChanges * Math.ceil(changes / 10)),
    'DynamoDB, one write per change': PRICE.dynamoDbWrites * changes,
    'EventBridge, one event per change': PRICE.eventBridge * changes,
    'CloudWatch Logs': PRICE.logs * logKbPerDelivery,
  };
}

const HELP = `Estimates the cost of a million deliveries from AWS list prices.

  npm run cost -- [--changes 1] [--kilobytes 2] [--json]

  --changes    changes per delivery, on average
  --kilobytes  size of a body, on average
  --json       machine-readable`;

function main(): void {
  const { values } = parseArgs({
    options: {
      changes: { type: 'string', default: '1' },
      kilobytes: { type: 'string', default: '2' },
      json: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  if (values.help === true) {
    console.log(HELP);
    return;
  }
  const [changes, kilobytes] = [Number(values.changes), Number(values.kilobytes)];
  if (!(changes >= 1) || !(kilobytes > 0))
    throw new RangeError('--changes must be at least 1, and --kilobytes more than 0');
  const lines = perMillionDeliveries(changes, kilobytes);
  const total = Object.values(lines).reduce((sum, dollars) => sum + dollars, 0);
  if (values.json === true) {
    console.log(JSON.stringify({ changes, kilobytes, lines, total, fixedPerMonth: { secret: PRICE.secret } }));
    return;
  }
  console.log(`A million deliveries of ${changes} change(s) and ${kilobytes} KB each:`);
  for (const [line, dollars] of Object.entries(lines))
    console.log(`  ${line.padEnd(36)} $${dollars.toFixed(2).padStart(8)}`);
  console.log(`  ${'total'.padEnd(36)} $${total.toFixed(2).padStart(8)}`);
  console.log(`And $${PRICE.secret.toFixed(2)} a month for each app's secret.`);
}

try {
  main();
} catch (error) {
  console.error(`${error instanceof Error ? error.message : String(error)}\n\n${HELP}`);
  process.exitCode = 1;
}
