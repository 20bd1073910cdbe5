import { evaluate } from './metric-math.ts';
import type { RecordedRun } from './recorded-run.ts';
import type { Series } from './series.ts';
import { getMetrics, parseSearch, type Search, type Widget, type WidgetMetric } from './widget.ts';

/** One line of a graph. */
export interface Line {
  readonly label: string;
  readonly axis: 'left' | 'right';
  readonly series: Series;
}

/** Reads the lines of a widget that have data in a recorded run. */
export function toLines(widget: Widget, run: RecordedRun): Line[] {
  const periodMs = 1000 * (widget.properties.period ?? 300);
  const metrics = getMetrics(widget);
  const ids = new Map(
    metrics.flatMap((metric) =>
      metric.kind === 'metric' && metric.id !== undefined
        ? [[metric.id, run.store.read({ ...metric, periodMs })] as const]
        : [],
    ),
  );
  const starts = Array.from({ length: (run.toMs - run.fromMs) / periodMs }, (_, i) => run.fromMs + i * periodMs);
  const read = (metric: WidgetMetric): Line[] => {
    const { label, axis } = metric;
    if (metric.kind === 'metric') return [{ label, axis, series: run.store.read({ ...metric, periodMs }) }];
    const search = parseSearch(metric.expression);
    if (!search) return [{ label, axis, series: evaluate(metric.expression, ids, starts) }];
    return found(search, run).map(({ dimensions }) => {
      const series = run.store.read({ ...search, dimensions, periodMs });
      return {
        label: label.replace(/\$\{PROP\('Dim\.(\w+)'\)\}/, (_, name: string) => dimensions[name] ?? ''),
        axis,
        series,
      };
    });
  };
  return metrics
    .filter(({ isVisible }) => isVisible)
    .flatMap(read)
    .filter(({ series }) => series.size > 0);
}

/** Returns the metrics that a search finds: those with exactly its dimensions, in the order of their values. */
function found({ namespace, name, dimensions, given }: Search, { store }: RecordedRun) {
  const sameNames = (one: Readonly<Record<string, string>>): boolean =>
    Object.keys(one).sort().join() === [...dimensions].sort().join();
  return store
    .metrics()
    .filter((metric) => metric.namespace === namespace && metric.name === name && sameNames(metric.dimensions))
    .filter((metric) => Object.entries(given).every(([key, value]) => metric.dimensions[key] === value))
    .sort((a, b) => (Object.values(a.dimensions).join() < Object.values(b.dimensions).join() ? -1 : 1));
}
