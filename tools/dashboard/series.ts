/** One value, or several of one time, that a service reports to CloudWatch. */
export interface Sample {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  /** Time in epoch ms. */
  readonly atMs: number;
  readonly values: readonly number[];
}

/** A metric and its statistic. */
export interface MetricQuery {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  /** CloudWatch's name: `Sum`, `Average`, `Maximum`, `Minimum`, `SampleCount`, `p99`. */
  readonly statistic: string;
  readonly periodMs: number;
}

/** Values by start of the period in epoch ms. A period without data is absent. */
export type Series = ReadonlyMap<number, number>;

/** Stores samples and aggregates them as CloudWatch does. */
export class MetricStore {
  readonly #samples = new Map<string, Sample[]>();

  add(sample: Sample): void {
    const key = getKey(sample);
    const list = this.#samples.get(key);
    if (list) list.push(sample);
    else this.#samples.set(key, [sample]);
  }

  /** Lists every metric once. */
  metrics(): Pick<Sample, 'namespace' | 'name' | 'dimensions'>[] {
    return [...this.#samples.values()].flatMap(([first]) => (first ? [first] : []));
  }

  read({ statistic, periodMs, ...metric }: MetricQuery): Series {
    const samples = this.#samples.get(getKey(metric)) ?? [];
    const byPeriod = Map.groupBy(samples, ({ atMs }) => Math.floor(atMs / periodMs) * periodMs);
    return new Map(
      [...byPeriod]
        .map(
          ([startMs, some]) =>
            [
              startMs,
              getStatistic(
                statistic,
                some.flatMap(({ values }) => values),
              ),
            ] as const,
        )
        .sort(([a], [b]) => a - b),
    );
  }
}

function getKey({ namespace, name, dimensions }: Pick<Sample, 'namespace' | 'name' | 'dimensions'>): string {
  return JSON.stringify([namespace, name, Object.entries(dimensions).sort(([a], [b]) => (a < b ? -1 : 1))]);
}

function getStatistic(statistic: string, values: readonly number[]): number {
  const sum = values.reduce((total, value) => total + value, 0);
  const sorted = [...values].sort((a, b) => a - b);
  const rank = /^p(\d+)$/.exec(statistic)?.[1];
  if (rank !== undefined) return sorted[Math.ceil((Number(rank) / 100) * sorted.length) - 1] ?? 0;
  const known: Readonly<Record<string, number | undefined>> = {
    Sum: sum,
    Average: sum / values.length,
    Maximum: sorted.at(-1),
    Minimum: sorted[0],
    SampleCount: values.length,
  };
  const value = known[statistic];
  if (value === undefined) throw new Error(`statistic ${statistic} is not drawn`);
  return value;
}
