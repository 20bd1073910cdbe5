import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Duration } from 'aws-cdk-lib/core';
import { METRIC_LINES } from '../../src/metrics/metric-lines.ts';
import type { DimensionsOf, MetricLine, ValuesOf } from '../../src/metrics/metric-lines.ts';

/** How a metric is read. */
export interface Reading {
  /** CloudWatch's word, e.g. `Sum`, `p99`. */
  readonly statistic: string;
  readonly label?: string;
  /** @default Duration.minutes(5) */
  readonly period?: Duration;
}

/** Which of our metrics, under which dimensions. */
export interface OwnMetric<L extends MetricLine> {
  readonly line: L;
  readonly name: keyof ValuesOf<L> & string;
  readonly dimensions: Readonly<Partial<Record<DimensionName, string>>>;
}

type DimensionName = { [L in MetricLine]: keyof DimensionsOf<L> }[MetricLine];

/**
 * Reads one of our metrics.
 * @param namespace - the pipeline's stack name
 * @throws Error where the metric is not written under these dimensions: its graph would be empty, its alarm blind
 */
export function ownMetric<L extends MetricLine>(
  namespace: string,
  { line, name, dimensions }: OwnMetric<L>,
  reading: Reading,
): Metric {
  const { service, sets }: (typeof METRIC_LINES)[MetricLine] = METRIC_LINES[line];
  const asked = Object.keys(dimensions).join();
  if (!sets.some((names) => names.join() === asked)) throw new Error(`${name} is not written by ${asked}`);
  return new Metric({ namespace, metricName: name, dimensionsMap: { service, ...dimensions }, ...reading });
}

/**
 * A search for one of our metrics under all values of the last dimension of a set: CloudWatch draws a line for each
 * that exists.
 * @param app - whose
 */
export function searchBy(
  namespace: string,
  { line, name, by }: { line: MetricLine; name: string; by: string },
  app: string,
): string {
  const { service } = METRIC_LINES[line];
  return `SEARCH('{${namespace},service,app,${by}} MetricName="${name}" service="${service}" app="${app}"', 'Sum', 300)`;
}
