import { TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { CreateAlarmOptions, IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import type { AlarmName } from '../configuration/monitoring.ts';

/** One alarm: what it watches, and what the person it wakes has to know. */
export interface AlarmRow {
  readonly name: AlarmName;
  /** The app or consumer it is about; absent for the pipeline as a whole. */
  readonly subject?: string;
  readonly metric: IMetric;
  readonly when: Pick<
    CreateAlarmOptions,
    'threshold' | 'evaluationPeriods' | 'datapointsToAlarm' | 'comparisonOperator'
  >;
  /** What it means that there is no data, and what follows. */
  readonly noData: { readonly as: TreatMissingData; readonly because: string };
  /** What has happened. */
  readonly means: string;
  /** What to do first. */
  readonly first: string;
}

/** No data is good news, for this reason. */
export const fine = (because: string): AlarmRow['noData'] => ({ as: TreatMissingData.NOT_BREACHING, because });
/** No data is the bad news itself. */
export const breach = (because: string): AlarmRow['noData'] => ({ as: TreatMissingData.BREACHING, because });

/** One period, from this value on. */
export const once = (threshold: number): AlarmRow['when'] => ({ threshold, evaluationPeriods: 1 });
