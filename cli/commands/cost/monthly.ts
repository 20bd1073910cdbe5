import type { BillLine } from './deliveries.ts';
import { PRICES } from './prices.ts';

/** What is deployed. */
export interface Deployment {
  readonly apps: number;
  /** Objects per app that Meta sends, for example `page` and `instagram`. */
  readonly objects: number;
  /** Consumers created by `addConsumer` or `onChange`. */
  readonly consumers: number;
  /** Whether the monitoring is deployed. */
  readonly monitoring: boolean;
  /** Whether a customer managed key encrypts everything. */
  readonly customerManagedKey: boolean;
}

/** Metrics in alarms: of the pipeline, of each app and of each consumer. */
const ALARM_METRICS = { pipeline: 11, app: 9, consumer: 2 } as const;
/** Custom metrics that ordinary traffic writes: once, per app, and per app and object. */
const CUSTOM_METRICS = { pipeline: 2, app: 9, object: 4 } as const;
/** Long polls of an idle queue: the five pollers of Lambda ask every 20 seconds. */
const IDLE_POLLS = (5 * 30 * 24 * 3600) / 20;
/** Reads of a secret: one environment, two versions, every five minutes. */
const SECRET_READS = (2 * 30 * 24 * 3600) / 300;

/** Returns the number of metrics in alarms. AWS bills each of them. */
export function alarmMetrics({ apps, consumers }: Deployment): number {
  return ALARM_METRICS.pipeline + apps * ALARM_METRICS.app + consumers * ALARM_METRICS.consumer;
}

/** Returns the monthly bill without a delivery. Custom metrics are billed only for hours with deliveries. */
export function monthlyLines(deployment: Deployment): BillLine[] {
  const { apps, monitoring, customerManagedKey } = deployment;
  const lines = [
    line("Secrets Manager, the apps' secrets", apps * PRICES.secret),
    line('Secrets Manager, reads of one environment', (apps * SECRET_READS * PRICES.secretCalls) / 1e6),
    line('SQS, polls of an idle queue', (IDLE_POLLS * PRICES.sqs) / 1e6),
  ];
  if (customerManagedKey) lines.push(line('KMS, the key', PRICES.key));
  if (!monitoring) return lines;
  return [
    ...lines,
    line('CloudWatch, the dashboard', PRICES.dashboard),
    line('CloudWatch, metrics in alarms', alarmMetrics(deployment) * PRICES.alarmMetric),
  ];
}

/** Returns the monthly cost of the receiver's metrics if deliveries arrive every hour. */
export function metricLine({ apps, objects }: Deployment): BillLine {
  const { pipeline, app, object } = CUSTOM_METRICS;
  return line("CloudWatch, the receiver's metrics", (pipeline + apps * (app + objects * object)) * PRICES.customMetric);
}

const line = (name: string, dollars: number): BillLine => ({ name, dollars, basis: 'model' });
