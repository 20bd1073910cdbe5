import { TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { CreateAlarmOptions, IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import type { AlarmName } from '../../src/metrics/alarm-names.ts';

/** Defines one alarm: its metric and threshold, and the description that the on-call engineer reads. */
export interface AlarmRow {
  readonly name: AlarmName;
  /** The app or consumer that the alarm covers. Absent if the alarm covers the whole pipeline. */
  readonly subject?: string;
  readonly metric: IMetric;
  readonly when: Pick<
    CreateAlarmOptions,
    'threshold' | 'evaluationPeriods' | 'datapointsToAlarm' | 'comparisonOperator'
  >;
  /** How to treat missing data, and why. */
  readonly noData: { readonly as: TreatMissingData; readonly because: string };
  /** Describes what happened. */
  readonly means: string;
  /** Describes the first action to take. */
  readonly first: string;
}

/** Treats missing data as not breaching, for the given reason. */
export const fine = (because: string): AlarmRow['noData'] => ({ as: TreatMissingData.NOT_BREACHING, because });
/** Treats missing data as breaching, for the given reason. */
export const breach = (because: string): AlarmRow['noData'] => ({ as: TreatMissingData.BREACHING, because });

/** Goes off if one period reaches the threshold. */
export const once = (threshold: number): AlarmRow['when'] => ({ threshold, evaluationPeriods: 1 });
