import { createOutput, type Output } from '../../../lambdas/aws/output.ts';
import { keepLine } from './keep-line.ts';
import type { LogFields } from '../../../lambdas/aws/log.ts';
import type { LogLine } from './log-lines.ts';

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
      readonly Metrics: readonly { readonly Name: string }[];
    }[];
  };
  /** Values of dimensions and metrics by name. */
  readonly [name: string]: unknown;
}

/** What a function wrote to its log. */
export interface RecordedOutput {
  /** The real log and metrics of a function. */
  readonly output: Output;
  /** Every line as it was printed. */
  readonly printed: string[];
  /** Records of the log, without their metrics. */
  readonly lines: LogLine[];
  /** Lines with metrics. Most of them are also records of the log. */
  readonly emf: EmfLine[];
}

/** Creates the real log and metrics of a function, and records the lines. */
export function recordOutput(service: 'ingress' | 'worker', now?: () => number): RecordedOutput {
  const printed: string[] = [];
  const lines: LogLine[] = [];
  const emf: EmfLine[] = [];
  const print = (text: string): void => {
    const line = JSON.parse(text) as PrintedLine;
    printed.push(text);
    keepLine(line);
    if (line.message !== undefined) lines.push(toLogLine(line));
    if ('_aws' in line) emf.push(line as unknown as EmfLine);
  };
  return { output: createOutput({ service, namespace: NAMESPACE, print, ...(now && { now }) }), printed, lines, emf };
}

type PrintedLine = LogFields & Readonly<Record<'level' | 'message', string | undefined>>;

/** Returns the fields that the code logged, and values of dimensions. */
function toLogLine(line: PrintedLine): LogLine {
  const { level, message, _aws } = line;
  const metrics = (_aws as EmfLine['_aws'] | undefined)?.CloudWatchMetrics.flatMap(({ Metrics }) => Metrics) ?? [];
  const omitted = new Set(['level', 'message', 'timestamp', 'service', '_aws', ...metrics.map(({ Name }) => Name)]);
  return {
    level: String(level).toLowerCase() as LogLine['level'],
    message: String(message),
    fields: Object.fromEntries(Object.entries(line).filter(([name]) => !omitted.has(name))),
  };
}

/** A metric that CloudWatch extracts from a line, one per set of dimensions. */
export interface EmfMetric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly values: readonly number[];
}

/** Extracts metrics from lines as CloudWatch does. */
export function getMetrics(lines: readonly EmfLine[]): EmfMetric[] {
  return lines.flatMap((line) =>
    line._aws.CloudWatchMetrics.flatMap(({ Namespace: namespace, Dimensions, Metrics }) =>
      Dimensions.flatMap((names) =>
        Metrics.map(({ Name: name }) => ({
          namespace,
          name,
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
