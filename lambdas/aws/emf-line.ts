import { METRIC_LINES } from '../../src/metrics/metric-lines.ts';
import type { MetricData } from './metrics.ts';

/** Metrics with the same sets of dimensions. */
interface Directive {
  readonly Namespace: string;
  readonly Dimensions: readonly (readonly string[])[];
  /** Without units, to keep the line small. The units are in `METRIC_LINES`. */
  readonly Metrics: { readonly Name: string }[];
}

type Value = MetricData['values'][string];

/** The sets of dimensions of each line. Made once, because ingress writes one for each request. */
const DIMENSIONS = new Map(
  Object.entries(METRIC_LINES).map(([line, { sets }]) => [line, sets.map((names) => ['service', ...names])]),
);

/**
 * A line of JSON that CloudWatch reads as a record of the log and as metrics. The values of dimensions and metrics are
 * members of the line.
 * @see
 *   https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export class EmfLine {
  readonly #namespace: string;
  readonly #members: Record<string, unknown>;
  readonly #directives = new Map<string, Directive>();

  /** @param members - members of the line besides the metrics; the line keeps and changes them */
  constructor(namespace: string, members: Record<string, unknown> = {}) {
    this.#namespace = namespace;
    this.#members = members;
  }

  /**
   * Adds metrics. Several values of one metric become a list.
   * @returns false, and adds nothing, if the line has another member of the same name
   * @throws RangeError if a value is not a finite number: CloudWatch would reject the line
   */
  add(data: MetricData): boolean {
    const present = listValues(data);
    if (present.length === 0) return true;
    if (this.#isTaken(data, present)) return false;
    Object.assign(this.#members, { service: METRIC_LINES[data.line].service }, data.dimensions);
    const directive = this.#directives.get(data.line) ?? {
      Namespace: this.#namespace,
      Dimensions: DIMENSIONS.get(data.line) ?? [],
      Metrics: [],
    };
    this.#directives.set(data.line, directive);
    for (const [name, values] of present) {
      if (!(name in this.#members)) directive.Metrics.push({ Name: name });
      this.#members[name] = join(this.#members[name] as Value, values);
    }
    return true;
  }

  /** Returns whether the line has metrics. */
  get hasMetrics(): boolean {
    return this.#directives.size > 0;
  }

  /**
   * Formats the line.
   * @param nowMs - time of the metrics, in epoch ms
   */
  toJson(nowMs: number): string {
    if (!this.hasMetrics) return JSON.stringify(this.#members);
    const _aws = { Timestamp: nowMs, CloudWatchMetrics: [...this.#directives.values()] };
    return JSON.stringify({ ...this.#members, _aws });
  }

  #isTaken({ line, dimensions }: MetricData, present: readonly (readonly [name: string, values: Value])[]): boolean {
    const members = this.#members;
    const own = this.#directives.get(line)?.Metrics ?? [];
    return (
      Object.entries(dimensions).some(([name, value]) => name in members && members[name] !== value) ||
      present.some(([name]) => name in members && !own.some(({ Name }) => Name === name))
    );
  }
}

/** Lists the metrics that have values. */
function listValues({ values }: MetricData): (readonly [name: string, values: readonly number[]])[] {
  const present: (readonly [name: string, values: readonly number[]])[] = [];
  for (const name in values) {
    const numbers = [values[name] ?? []].flat();
    if (!numbers.every(Number.isFinite)) throw new RangeError('not a finite number');
    if (numbers.length > 0) present.push([name, numbers]);
  }
  return present;
}

function join(before: Value, values: readonly number[]): Value {
  const joined = [before ?? [], values].flat();
  return joined.length === 1 ? joined[0] : joined;
}
