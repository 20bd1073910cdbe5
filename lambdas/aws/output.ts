import { EmfLine } from './emf-line.ts';
import { nameOfError, type LogFields } from './log.ts';
import type { MetricData, MetricLog, Metrics } from './metrics.ts';

/** Options of {@link createOutput}. */
export interface OutputOptions {
  readonly service: 'ingress' | 'worker';
  /** Namespace of the metrics. */
  readonly namespace: string;
  /** @default Date.now */
  readonly now?: () => number;
  /**
   * Prints one line. On Lambda, the line must reach the output unchanged: `console` would wrap it in a log record, and
   * CloudWatch would not find the metrics.
   * @default - prints to the output of the process
   */
  readonly print?: (line: string) => void;
}

/** Log and metrics of a function. */
export type Output = MetricLog & Metrics;

/**
 * Creates the log and the metrics of a function. A line of the log also holds its metrics, in CloudWatch's embedded
 * metric format (EMF). Metrics that do not fit into it have lines of their own. Never throws.
 */
export function createOutput({ service, namespace, now = Date.now, print = printRaw }: OutputOptions): Output {
  const at =
    (level: keyof MetricLog) =>
    (message: string, fields: LogFields, ...metrics: readonly MetricData[]): void => {
      const nowMs = now();
      const timestamp = new Date(nowMs).toISOString();
      const line = new EmfLine(namespace, { level: level.toUpperCase(), message, timestamp, service, ...fields });
      write([line], metrics, nowMs);
    };
  const log: MetricLog = { info: at('info'), warn: at('warn'), error: at('error') };
  const write = (lines: EmfLine[], metrics: readonly MetricData[], nowMs: number): void => {
    for (const data of metrics) {
      try {
        addTo(lines, data, namespace);
      } catch (error) {
        log.warn('failed to write metrics', { line: data.line, ...nameOfError(error) });
      }
    }
    for (const line of lines) tryToPrint(line.toJson(nowMs), print);
  };
  return {
    ...log,
    write: (line, dimensions, values) => {
      write([], [{ line, dimensions, values }], now());
    },
  };
}

/** Adds metrics to the first line that can hold them, or to a new one. */
function addTo(lines: EmfLine[], data: MetricData, namespace: string): void {
  if (lines.some((line) => line.add(data))) return;
  const line = new EmfLine(namespace);
  if (line.add(data) && line.hasMetrics) lines.push(line);
}

/** A function whose output is closed goes on: nobody can read about it. */
function tryToPrint(line: string, print: (line: string) => void): void {
  try {
    print(line);
  } catch {
    // There is no other output.
  }
}

function printRaw(line: string): void {
  process.stdout.write(`${line}\n`);
}
