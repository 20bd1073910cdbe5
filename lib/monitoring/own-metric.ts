import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Duration } from 'aws-cdk-lib/core';
import { METRIC_LINES } from '../../src/metrics/metric-lines.ts';
import type { DimensionsOf, MetricLine, ValuesOf } from '../../src/metrics/metric-lines.ts';

/** Specifies how CloudWatch reads a metric. */
export interface Reading {
  /** CloudWatch statistic, for example `Sum` or `p99`. */
  readonly statistic: string;
  readonly label?: string;
  /** @default Duration.minutes(5) */
  readonly period?: Duration;
}

/** Identifies one of the receiver's own metrics and its dimensions. */
export interface OwnMetric<L extends MetricLine> {
  readonly line: L;
  readonly name: keyof ValuesOf<L> & string;
  readonly dimensions: Readonly<Partial<Record<DimensionName, string>>>;
}

type DimensionName = { [L in MetricLine]: keyof DimensionsOf<L> }[MetricLine];

/**
 * Returns one of the receiver's own metrics.
 * @param namespace - the pipeline's stack name
 * @throws Error if no function writes the metric with these dimensions; its graph and alarm would have no data
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
 * Returns a CloudWatch search expression for one of the receiver's own metrics. CloudWatch draws one line for each
 * existing value of the last dimension.
 * @param app - key of the app
 */
export function searchBy(
  namespace: string,
  { line, name, by }: { line: MetricLine; name: string; by: string },
  app: string,
): string {
  const { service } = METRIC_LINES[line];
  return `SEARCH('{${namespace},service,app,${by}} MetricName="${name}" service="${service}" app="${app}"', 'Sum', 300)`;
}
