import type { HorizontalAnnotation, IMetric } from 'aws-cdk-lib/aws-cloudwatch';

/** Defines one graph of the dashboard. */
export interface WidgetSpec {
  readonly title: string;
  readonly left: readonly IMetric[];
  /** Metrics of the right axis, which has its own unit. */
  readonly right?: readonly IMetric[];
  /** Unit of the left axis. */
  readonly unit: string;
  readonly rightUnit?: string;
  /** Horizontal limit lines of the left axis. */
  readonly limits?: readonly HorizontalAnnotation[];
  /** Draws stacked areas, for parts of a whole. */
  readonly stacked?: boolean;
}
