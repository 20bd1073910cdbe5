import { evaluate } from './metric-math.ts';
import type { MetricStore, Series } from './series.ts';

/** A range of time, in epoch ms. */
export interface Window {
  readonly fromMs: number;
  readonly toMs: number;
}

interface Dimension {
  readonly Name: string;
  readonly Value: string;
}

/** Properties of an `AWS::CloudWatch::Alarm` with resolved references. */
export interface AlarmProperties {
  readonly AlarmName: string;
  readonly AlarmDescription: string;
  readonly ComparisonOperator: string;
  readonly Threshold: number;
  readonly EvaluationPeriods: number;
  readonly DatapointsToAlarm?: number;
  readonly TreatMissingData: 'breaching' | 'notBreaching';
  readonly Namespace?: string;
  readonly MetricName?: string;
  readonly Dimensions?: readonly Dimension[];
  readonly Statistic?: string;
  readonly ExtendedStatistic?: string;
  readonly Period?: number;
  readonly Metrics?: readonly AlarmMetric[];
}

interface AlarmMetric {
  readonly Id: string;
  readonly Expression?: string;
  readonly ReturnData?: boolean;
  readonly MetricStat?: {
    readonly Metric: {
      readonly Namespace: string;
      readonly MetricName: string;
      readonly Dimensions?: readonly Dimension[];
    };
    readonly Period: number;
    readonly Stat: string;
  };
}

/** A metric that an alarm watches. */
export interface WatchedMetric {
  readonly id: string;
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly statistic: string;
  readonly periodMs: number;
}

const BREACHES: Readonly<Record<string, (value: number, threshold: number) => boolean>> = {
  GreaterThanOrEqualToThreshold: (value, threshold) => value >= threshold,
  GreaterThanThreshold: (value, threshold) => value > threshold,
  LessThanThreshold: (value, threshold) => value < threshold,
};

/** Lists the metrics that an alarm watches, including those of its expression. */
export function watchedBy(alarm: AlarmProperties): WatchedMetric[] {
  const { Namespace, MetricName, Period = 0, Statistic, ExtendedStatistic, Dimensions, Metrics = [] } = alarm;
  const own =
    Namespace === undefined || MetricName === undefined
      ? []
      : [
          {
            Id: 'm',
            MetricStat: {
              Metric: { Namespace, MetricName, Dimensions },
              Period,
              Stat: Statistic ?? ExtendedStatistic ?? '',
            },
          },
        ];
  return [...own, ...Metrics].flatMap(({ Id: id, MetricStat }) => {
    if (!MetricStat) return [];
    const { Metric, Stat: statistic } = MetricStat;
    return [
      {
        id,
        namespace: Metric.Namespace,
        name: Metric.MetricName,
        dimensions: byName(Metric.Dimensions),
        statistic,
        periodMs: MetricStat.Period * 1000,
      },
    ];
  });
}

/**
 * Returns when an alarm was in ALARM, according to CloudWatch's rule of datapoints to alarm.
 * @returns the ends of the periods in ALARM, in epoch ms
 */
export function timesInAlarm(alarm: AlarmProperties, store: MetricStore, { fromMs, toMs }: Window): number[] {
  const watched = watchedBy(alarm);
  const periodMs = Math.max(...watched.map((metric) => metric.periodMs));
  const starts = Array.from({ length: Math.floor((toMs - fromMs) / periodMs) }, (_, i) => fromMs + i * periodMs);
  const series = toSeries(alarm, watched, { store, starts });
  const breaches = BREACHES[alarm.ComparisonOperator];
  if (!breaches) throw new Error(`${alarm.ComparisonOperator} is not known here`);
  const breaching = starts.map((start) => {
    const value = series.get(start);
    return value === undefined ? alarm.TreatMissingData === 'breaching' : breaches(value, alarm.Threshold);
  });
  const enough = alarm.DatapointsToAlarm ?? alarm.EvaluationPeriods;
  const inAlarm = (i: number): boolean =>
    i + 1 >= alarm.EvaluationPeriods &&
    breaching.slice(i + 1 - alarm.EvaluationPeriods, i + 1).filter(Boolean).length >= enough;
  return starts.filter((_, i) => inAlarm(i)).map((start) => start + periodMs);
}

function toSeries(
  { Metrics = [] }: AlarmProperties,
  watched: readonly WatchedMetric[],
  { store, starts }: { store: MetricStore; starts: readonly number[] },
): Series {
  const ids = new Map(watched.map((metric) => [metric.id, store.read(metric)]));
  const expression = Metrics.find(({ Expression }) => Expression !== undefined)?.Expression;
  return expression === undefined
    ? (ids.values().next().value ?? new Map<number, number>())
    : evaluate(expression, ids, starts);
}

function byName(dimensions: readonly Dimension[] = []): Record<string, string> {
  return Object.fromEntries(dimensions.map(({ Name, Value }) => [Name, Value]));
}
