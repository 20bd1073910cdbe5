import { Metrics as Powertools } from '@aws-lambda-powertools/metrics';
import { createMetrics, type Metrics } from '../../../lambdas/aws/metrics.ts';
import { recordLog } from './log-lines.ts';

/** Namespace of the default stack. */
export const NAMESPACE = 'MetaWebhooks';

/**
 * One parsed line in CloudWatch's embedded metric format.
 * @see
 *   https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export interface EmfLine {
  readonly _aws: {
    readonly Timestamp: number;
    readonly CloudWatchMetrics: readonly {
      readonly Namespace: string;
      readonly Dimensions: readonly (readonly string[])[];
      readonly Metrics: readonly { readonly Name: string; readonly Unit: string }[];
    }[];
  };
  /** Values of dimensions and metrics by name. */
  readonly [name: string]: unknown;
}

/** Creates the real metrics of a function and records their lines. */
export function recordMetrics(serviceName: 'ingress' | 'worker'): {
  readonly metrics: Metrics;
  readonly emf: EmfLine[];
} {
  const emf: EmfLine[] = [];
  const powertools = new Powertools({ namespace: NAMESPACE, serviceName });
  return {
    metrics: createMetrics(powertools, recordLog().log, (line) => void emf.push(JSON.parse(line) as EmfLine)),
    emf,
  };
}

/** A metric that CloudWatch extracts from a line, one per set of dimensions. */
export interface EmfMetric {
  readonly namespace: string;
  readonly name: string;
  readonly unit: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly values: readonly number[];
}

/** Extracts metrics from lines as CloudWatch does. */
export function getMetrics(lines: readonly EmfLine[]): EmfMetric[] {
  return lines.flatMap((line) =>
    line._aws.CloudWatchMetrics.flatMap(({ Namespace: namespace, Dimensions, Metrics }) =>
      Dimensions.flatMap((names) =>
        Metrics.map(({ Name: name, Unit: unit }) => ({
          namespace,
          name,
          unit,
          dimensions: Object.fromEntries(names.map((dimension) => [dimension, line[dimension] as string])),
          values: [line[name]].flat() as number[],
        })),
      ),
    ),
  );
}

/** Returns the sum of a metric with exactly these dimensions; undefined if there is no such metric. */
export function addUp(
  lines: readonly EmfLine[],
  name: string,
  dimensions: Readonly<Record<string, string>>,
): number | undefined {
  const same = (one: Readonly<Record<string, string>>): string => JSON.stringify(Object.entries(one).toSorted());
  const found = getMetrics(lines).filter(
    (metric) => metric.name === name && same(metric.dimensions) === same(dimensions),
  );
  return found.length === 0
    ? undefined
    : found.flatMap(({ values }) => values).reduce((total, value) => total + value, 0);
}
