/** One measured figure. */
export interface Figure {
  /** What was measured, and beside what. */
  readonly name: string;
  /** Median of the samples. */
  readonly value: number;
  /** Lower and upper quartile, if there are several samples. */
  readonly spread?: readonly [number, number];
  /** `ratio` to a peer or limit of the same run, or the unit of an absolute figure. */
  readonly unit: 'ratio' | 'ms' | 'MB' | 'calls' | 'write units' | 'bytes' | 'deliveries';
  /** Budget. `npm run bench -- --check` fails above it. Absolute times have none: they depend on the machine. */
  readonly atMost?: number;
}

/** Returns the value at a part of the sorted samples: 0.5 is the median. */
export function quantile(samples: readonly number[], part: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? NaN;
}

/** Makes a figure of samples: their median and quartiles. */
export function figure(
  name: string,
  samples: readonly number[],
  rest: Pick<Figure, 'unit' | 'atMost'> = { unit: 'ratio' },
): Figure {
  const spread = samples.length > 1 ? ([quantile(samples, 0.25), quantile(samples, 0.75)] as const) : undefined;
  return { name, value: quantile(samples, 0.5), ...(spread && { spread }), ...rest };
}

/** True if a figure keeps its budget or has none. */
export function holds({ value, atMost }: Figure): boolean {
  return atMost === undefined || value <= atMost;
}

/** Formats a value with as many digits as it is worth. */
export function formatValue({ unit }: Pick<Figure, 'unit'>, value: number): string {
  return unit === 'ratio' || (unit === 'write units' && value < 10)
    ? value.toFixed(2)
    : value.toFixed(value < 10 ? 1 : 0);
}

/** Formats the quartiles. */
export function formatSpread(one: Figure): string {
  return one.spread === undefined ? '' : one.spread.map((value) => formatValue(one, value)).join('–');
}
