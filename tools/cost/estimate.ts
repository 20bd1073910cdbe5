import { parseArgs } from 'node:util';
import { METRIC_LINES } from '../../src/metrics/metric-lines.ts';

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
  /** Price per million PUT requests. */
  s3Puts: 5.0,
  /** Price per GB and month. */
  s3Storage: 0.023,
  /** Price per secret and month. */
  secret: 0.4,
  /** Price per dashboard and month. */
  dashboard: 3.0,
  /** Price per metric of an alarm and month. */
  alarmMetric: 0.1,
  /** Price per metric and combination of dimensions, for a month in which it always has data. */
  customMetric: 0.3,
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
  /** Months that the archive keeps a delivery, with the default of 30 days. That it compresses them is left out. */
  archiveMonths: 1,
  /** Metrics in the alarms with the default configuration, as `test/lib/monitoring/cost.test.ts` counts them. */
  alarmMetrics: 20,
  /** Millions of requests a month with which Lambda polls an empty queue: five pollers, each waits 20 seconds. */
  idlePolls: 0.648,
} as const;

/** @returns dollars per line of the bill, for a million deliveries */
function perMillionDeliveries(changes: number, kilobytes: number): Record<string, number> {
  const chunks = Math.ceil(kilobytes / 64);
  const { memoryGb, ingressMs, workerMs, workerMsPerTenChanges, deliveriesPerBatch, logKbPerDelivery, archiveMonths } =
    ASSUMED;
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
    'S3 archive, one object per batch': PRICE.s3Puts * batches + PRICE.s3Storage * kilobytes * archiveMonths,
    'CloudWatch Logs': PRICE.logs * logKbPerDelivery,
  };
}

/** @returns dollars per line of the bill that a month costs, whatever arrives, for one app */
function perMonth(): Record<string, number> {
  return {
    'secret of the app': PRICE.secret,
    "SQS: Lambda's polling while idle": PRICE.sqs * ASSUMED.idlePolls,
    'monitoring: dashboard': PRICE.dashboard,
    'monitoring: alarms': PRICE.alarmMetric * ASSUMED.alarmMetrics,
  };
}

/** @returns dollars per month for the receiver's metrics, if deliveries of one object arrive in every hour */
function metricsPerMonth(): number {
  const { accepted, changes, archived, batch } = METRIC_LINES;
  const lines = [changes, archived, batch].map(({ sets, metrics }) => sets.length * Object.keys(metrics).length);
  // Each delivery is signed with one secret.
  const ofAccepted = Object.keys(accepted.metrics).filter((name) => !/^SignedBy(?!Current$)/.test(name)).length;
  return PRICE.customMetric * lines.reduce((total, count) => total + count, ofAccepted);
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
    const [fixedPerMonth, metricsUpTo] = [perMonth(), metricsPerMonth()];
    console.log(JSON.stringify({ changes, kilobytes, lines, total, fixedPerMonth, metricsUpTo }));
    return;
  }
  printBill({ changes, kilobytes, lines, total });
}

interface Bill {
  readonly changes: number;
  readonly kilobytes: number;
  readonly lines: Readonly<Record<string, number>>;
  readonly total: number;
}

function printBill({ changes, kilobytes, lines, total }: Bill): void {
  const print = (line: string, dollars: number): void => {
    console.log(`  ${line.padEnd(36)} $${dollars.toFixed(2).padStart(8)}`);
  };
  console.log(`A million deliveries of ${changes} change(s) and ${kilobytes} KB each:`);
  for (const [line, dollars] of Object.entries(lines)) print(line, dollars);
  print('total', total);
  console.log('Each month, whatever arrives:');
  const fixed = Object.entries(perMonth());
  for (const [line, dollars] of fixed) print(line, dollars);
  print(
    'total',
    fixed.reduce((sum, [, dollars]) => sum + dollars, 0),
  );
  console.log('Each month in which deliveries of one object arrive in every hour, in addition:');
  print('CloudWatch metrics, up to', metricsPerMonth());
}

try {
  main();
} catch (error) {
  console.error(`${error instanceof Error ? error.message : String(error)}\n\n${HELP}`);
  process.exitCode = 1;
}
