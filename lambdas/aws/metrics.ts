import type { DimensionsOf, MetricLine, ValuesOf } from '../../src/metrics/metric-lines.ts';
import type { LogFields } from './log.ts';

/** Values of the metrics of one line. The dimensions have bounded values only, see `METRIC_LINES`. */
export interface MetricData<L extends MetricLine = MetricLine> {
  readonly line: L;
  readonly dimensions: Readonly<Partial<Record<string, string>>>;
  readonly values: Readonly<Partial<Record<string, number | readonly number[]>>>;
}

/** Creates metrics, with the dimensions and values that their line has. */
export function metricData<L extends MetricLine>(
  line: L,
  dimensions: DimensionsOf<L>,
  values: ValuesOf<L>,
): MetricData<L> {
  return { line, dimensions, values };
}

/** Log of ingress and the worker, whose lines also hold metrics. A plain `Log` is one that ignores them. */
export interface MetricLog {
  info(message: string, fields: LogFields, ...metrics: readonly MetricData[]): void;
  warn(message: string, fields: LogFields, ...metrics: readonly MetricData[]): void;
  error(message: string, fields: LogFields, ...metrics: readonly MetricData[]): void;
}

/** Metrics of the handlers. Never throws: a failed metric must not fail a delivery. */
export interface Metrics {
  /** Writes metrics that belong to no line of the log. */
  write<L extends MetricLine>(line: L, dimensions: DimensionsOf<L>, values: ValuesOf<L>): void;
}

/** Discards all metrics. */
export const NO_METRICS: Metrics = { write: () => undefined };
