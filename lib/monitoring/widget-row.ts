import type { HorizontalAnnotation, IMetric } from 'aws-cdk-lib/aws-cloudwatch';

/** One graph of the dashboard. */
export interface WidgetSpec {
  readonly title: string;
  readonly left: readonly IMetric[];
  /** What has a unit of its own. */
  readonly right?: readonly IMetric[];
  /** The left axis' unit. */
  readonly unit: string;
  readonly rightUnit?: string;
  /** Limits to hold the left lines against. */
  readonly limits?: readonly HorizontalAnnotation[];
  /** Areas on top of each other: for parts of a whole. */
  readonly stacked?: boolean;
}
