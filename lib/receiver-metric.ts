import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { ACCESS_LOG_METRICS, METRIC_LINES, type MetricLine } from '../src/metrics/metric-lines.ts';
import { ConfigurationError, suggestion } from './configuration/rules.ts';

type NamesOf<L> = L extends MetricLine ? keyof (typeof METRIC_LINES)[L]['metrics'] : never;

/** Name of one of the receiver's own metrics. */
export type MetricName = NamesOf<MetricLine> | keyof typeof ACCESS_LOG_METRICS;

/** Dimensions and options of a metric. */
export interface ReceiverMetricOptions extends Omit<MetricOptions, 'dimensionsMap'> {
  /**
   * Key of the app.
   * @default - the only app; required if there are several and the metric has this dimension
   */
  readonly app?: string;
  /** Meta's name of the object, for example `instagram`. @default - all objects */
  readonly object?: string;
  /** Code of the response, for `RejectedRequests`. @default - all codes */
  readonly code?: string;
  /** Kind of the change, for `SameIdOtherContent`. @default - all kinds */
  readonly kind?: string;
}

/** The receiver of a metric. */
export interface MetricScope {
  readonly namespace: string;
  /** Keys of the apps. If absent, any app is accepted. */
  readonly appKeys?: readonly string[] | undefined;
  /** Path of the construct, for messages. */
  readonly path: string;
}

/**
 * Returns one of the receiver's own metrics, with the dimensions that its functions write.
 * @throws {@link ConfigurationError} CONFIGURATION_INVALID for a name, an app or a dimension that nothing writes
 * @default - the sum, or p99 of a metric in milliseconds, over 5 minutes
 */
export function receiverMetric(scope: MetricScope, name: MetricName, options: ReceiverMetricOptions = {}): Metric {
  const { app, object, code, kind, ...rest } = options;
  const given = Object.fromEntries(
    Object.entries({ app, object, code, kind }).filter(([, value]) => value !== undefined),
  ) as Readonly<Record<string, string>>;
  if (given['app'] !== undefined) checkApp(scope, given['app']);
  if (Object.hasOwn(ACCESS_LOG_METRICS, name)) {
    if (Object.keys(given).length > 0) throw invalid(scope, `${name} has no dimensions`);
    return new Metric({ namespace: scope.namespace, metricName: name, statistic: 'Sum', ...rest });
  }
  const lines = Object.values<Line>(METRIC_LINES).filter(({ metrics }) => Object.hasOwn(metrics, name));
  const [line] = lines;
  if (!line) throw unknownName(scope, name);
  const sets = lines.flatMap(({ sets: some }) => some);
  const dimensions = complete(scope, given, sets);
  if (!sets.some((set) => set.join() === Object.keys(dimensions).join()))
    throw invalid(scope, `${name} is written ${sets.map(describe).join(' or ')}, not ${describe(Object.keys(given))}`);
  const statistic = line.metrics[name] === 'Milliseconds' ? 'p99' : 'Sum';
  const dimensionsMap = { service: line.service, ...dimensions };
  return new Metric({ namespace: scope.namespace, metricName: name, dimensionsMap, statistic, ...rest });
}

interface Line {
  readonly service: string;
  readonly sets: readonly (readonly string[])[];
  readonly metrics: Readonly<Record<string, string>>;
}

/** Adds the only app if the metric has that dimension and none was given. */
function complete(
  { appKeys, path }: MetricScope,
  given: Readonly<Record<string, string>>,
  sets: readonly (readonly string[])[],
): Readonly<Record<string, string>> {
  if (given['app'] !== undefined || sets.every((set) => !set.includes('app'))) return given;
  const [only, ...others] = appKeys ?? [];
  if (only !== undefined && others.length === 0) return { app: only, ...given };
  throw invalid({ path }, `pass app: ${(appKeys ?? ['the key of an app']).join(' or ')}`);
}

/**
 * Throws unless the receiver has this app.
 * @throws {@link ConfigurationError} CONFIGURATION_INVALID, with the nearest key
 */
export function checkApp({ appKeys, path }: Pick<MetricScope, 'appKeys' | 'path'>, app: string): void {
  if (!appKeys || appKeys.includes(app)) return;
  throw invalid({ path }, `there is no app ${app}: must be one of ${appKeys.join(', ')}${suggestion(app, appKeys)}`);
}

function unknownName(scope: MetricScope, name: string): ConfigurationError {
  const known = [
    ...Object.values<Line>(METRIC_LINES).flatMap(({ metrics }) => Object.keys(metrics)),
    ...Object.keys(ACCESS_LOG_METRICS),
  ];
  return invalid(scope, `there is no metric ${name}${suggestion(name, known)}`);
}

const describe = (set: readonly string[]): string => (set.length === 0 ? 'without dimensions' : `by ${set.join(', ')}`);

function invalid({ path }: Pick<MetricScope, 'path'>, problem: string): ConfigurationError {
  return new ConfigurationError('CONFIGURATION_INVALID', 'Correct this call.', [`${path}: ${problem}`]);
}
