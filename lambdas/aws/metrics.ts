import type { Metrics as Powertools } from '@aws-lambda-powertools/metrics';
import { METRIC_LINES, type DimensionsOf, type MetricLine, type ValuesOf } from '../../src/metrics/metric-lines.ts';
import { nameOfError, type Log } from './log.ts';

/** Where the handlers count. Never throws: no figure is worth a delivery. */
export interface Metrics {
  /**
   * Writes one line.
   * @param dimensions - bounded values only, see {@link METRIC_LINES}
   */
  write<L extends MetricLine>(line: L, dimensions: DimensionsOf<L>, values: ValuesOf<L>): void;
}

/** Counts nothing. */
export const NO_METRICS: Metrics = { write: () => undefined };

type Unit = Parameters<Powertools['addMetric']>[1];
type Values = number | readonly number[] | undefined;

/**
 * Writes metrics as lines of JSON that CloudWatch reads off the log (EMF). Powertools forms and checks them; it would
 * also print them by itself, but to nowhere else than the process's own output.
 * @param print - takes one line. On Lambda it must reach the output as it is: `console` would wrap it into a log record
 *   of its own, and CloudWatch would find no metrics in it.
 */
export function createMetrics(powertools: Powertools, log: Log, print: (line: string) => void = printRaw): Metrics {
  return {
    write: (line, dimensions, values) => {
      try {
        fill(powertools, METRIC_LINES[line], { dimensions, values });
        if (powertools.hasStoredMetrics()) print(JSON.stringify(powertools.serializeMetrics()));
      } catch (error) {
        log.warn('metrics not written', { line, ...nameOfError(error) });
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
  const [common] = sets; // Powertools warns, line by line, of a dimension that stands in two sets beside each other
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
