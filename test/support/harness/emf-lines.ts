import { Metrics as Powertools } from '@aws-lambda-powertools/metrics';
import { createMetrics, type Metrics } from '../../../lambdas/aws/metrics.ts';
import { recordLog } from './log-lines.ts';

/** The namespace of the stack as it is deployed by default. */
export const NAMESPACE = 'MetaWebhooks';

/**
 * One line in CloudWatch's embedded metric format, parsed.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
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
  /** Dimensions' values and metrics' values by name. */
  readonly [name: string]: unknown;
}

/** Real metrics of a function, whose lines are kept. */
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

/** A metric that CloudWatch finds in a line: one for each set of dimensions. */
export interface EmfMetric {
  readonly namespace: string;
  readonly name: string;
  readonly unit: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly values: readonly number[];
}

/** Reads lines as CloudWatch does. */
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

/** The sum of a metric under exactly these dimensions; undefined where there is no such metric. */
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
