/** A widget of a dashboard body in CloudWatch's format. */
export interface Widget {
  readonly type: 'metric' | 'text' | 'alarm';
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly properties: {
    readonly title?: string;
    readonly markdown?: string;
    readonly alarms?: readonly string[];
    readonly stacked?: boolean;
    readonly period?: number;
    readonly metrics?: readonly (readonly unknown[])[];
    readonly annotations?: { readonly horizontal?: readonly Limit[] };
    readonly yAxis?: Readonly<Partial<Record<'left' | 'right', { readonly label?: string }>>>;
  };
}

/** A horizontal line that marks a limit. */
export interface Limit {
  readonly value: number;
  readonly label: string;
  readonly color: string;
}

/** One entry of a widget's `metrics`: a metric or an expression. */
export type WidgetMetric = Shown &
  (
    | {
        readonly kind: 'metric';
        readonly namespace: string;
        readonly name: string;
        readonly dimensions: Readonly<Record<string, string>>;
        readonly statistic: string;
      }
    | { readonly kind: 'expression'; readonly expression: string }
  );

interface Shown {
  /** Id that expressions use. */
  readonly id: string | undefined;
  readonly label: string;
  readonly isVisible: boolean;
  readonly axis: 'left' | 'right';
}

interface Options {
  readonly expression?: string;
  readonly label?: string;
  readonly stat?: string;
  readonly id?: string;
  readonly visible?: boolean;
  readonly yAxis?: 'left' | 'right';
}

/**
 * Reads the metrics and expressions of a widget.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
 */
export function getMetrics({ properties: { metrics = [] } }: Widget): WidgetMetric[] {
  return metrics.map((row) => {
    const options = row.find((one): one is Options => typeof one === 'object') ?? {};
    const [namespace = '', name = '', ...pairs] = row.filter((one) => typeof one === 'string');
    const shown = {
      id: options.id,
      label: options.label ?? name,
      isVisible: options.visible !== false,
      axis: options.yAxis ?? 'left',
    } as const;
    if (options.expression !== undefined) return { ...shown, kind: 'expression', expression: options.expression };
    const dimensions = Object.fromEntries(
      pairs.flatMap((pair, i) => (i % 2 === 0 ? [[pair, pairs[i + 1] ?? '']] : [])),
    );
    return { ...shown, kind: 'metric', namespace, name, dimensions, statistic: options.stat ?? 'Average' };
  });
}

/** A search for one metric with all values of a dimension. */
export interface Search {
  readonly namespace: string;
  /** Names of all dimensions, in the order of the metric. */
  readonly dimensions: readonly string[];
  readonly name: string;
  /** Dimensions for which the search has a value. */
  readonly given: Readonly<Record<string, string>>;
  readonly statistic: string;
}

const SEARCH = /^SEARCH\('\{([^,}]+),([^}]+)\} MetricName="(\w+)"((?: \w+="[\w-]+")*)', '(\w+)', 300\)$/;

/** Parses a search. Returns undefined for any other expression. */
export function parseSearch(expression: string): Search | undefined {
  const [, namespace = '', dimensions = '', name = '', given = '', statistic = ''] = SEARCH.exec(expression) ?? [];
  if (namespace === '') return undefined;
  const pairs = [...given.matchAll(/(\w+)="([\w-]+)"/g)].map(([, key = '', value = '']) => [key, value] as const);
  return { namespace, dimensions: dimensions.split(','), name, given: Object.fromEntries(pairs), statistic };
}
