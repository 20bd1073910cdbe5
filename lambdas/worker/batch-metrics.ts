import type { MetricData, Metrics } from '../aws/metrics.ts';

/** Metrics of a batch. They are collected, so that one line can hold all of them. */
export interface BatchMetrics extends Metrics {
  /** Returns the metrics since the last call. */
  take(): readonly MetricData[];
}

/** Creates metrics that are only collected. An environment runs one batch at a time. */
export function collectMetrics(): BatchMetrics {
  let collected: MetricData[] = [];
  return {
    write: (line, dimensions, values) => {
      collected.push({ line, dimensions, values });
    },
    take: () => {
      const taken = collected;
      collected = [];
      return taken;
    },
  };
}
