import type { Metrics as Powertools } from '@aws-lambda-powertools/metrics';
import { METRIC_LINES, type DimensionsOf, type MetricLine, type ValuesOf } from '../../src/metrics/metric-lines.ts';
import { nameOfError, type Log } from './log.ts';

/** Metrics of the handlers. Never throws: a failed metric must not fail a delivery. */
export interface Metrics {
  /**
   * Writes one metric line.
   * @param dimensions - bounded values only, see {@link METRIC_LINES}
   */
  write<L extends MetricLine>(line: L, dimensions: DimensionsOf<L>, values: ValuesOf<L>): void;
}

/** Discards all metrics. */
export const NO_METRICS: Metrics = { write: () => undefined };

type Unit = Parameters<Powertools['addMetric']>[1];
type Values = number | readonly number[] | undefined;

/**
 * Creates metrics that are written to the log as JSON lines in CloudWatch's embedded metric format (EMF). Powertools
 * builds and validates the lines. It is not used to print them, because it prints only to the output of the process.
 * @param print - prints one line. On Lambda, the line must reach the output unchanged: `console` would wrap it in a log
 *   record, and CloudWatch would not find the metrics.
 */
export function createMetrics(powertools: Powertools, log: Log, print: (line: string) => void = printRaw): Metrics {
  return {
    write: (line, dimensions, values) => {
      try {
        fill(powertools, METRIC_LINES[line], { dimensions, values });
        if (powertools.hasStoredMetrics()) print(JSON.stringify(powertools.serializeMetrics()));
      } catch (error) {
        log.warn('failed to write metrics', { line, ...nameOfError(error) });
      } finally {
        powertools.clearMetrics();
        powertools.clearDimensions();
      }
    },
  };
}

interface Filling {
  readonly dimensions: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, Values>>;
}

function fill(
  powertools: Powertools,
  { service, sets, metrics }: (typeof METRIC_LINES)[MetricLine],
  { dimensions, values }: Filling,
): void {
  const [common] = sets; // Powertools logs a warning for each dimension that two added sets share
  powertools.clearDefaultDimensions();
  powertools.setDefaultDimensions({ service, ...picked(dimensions, common) });
  for (const names of sets) powertools.addDimensions(picked(dimensions, names.slice(common.length)));
  for (const [name, unit] of Object.entries<Unit>(metrics)) {
    for (const value of [values[name] ?? []].flat()) powertools.addMetric(name, unit, value);
  }
}

function picked(dimensions: Readonly<Record<string, string>>, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, dimensions[name] ?? '']));
}

function printRaw(line: string): void {
  process.stdout.write(`${line}\n`);
}
