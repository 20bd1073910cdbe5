import { Ajv } from 'ajv';

const name = (maxLength: number) => ({ type: 'string', minLength: 1, maxLength });

/**
 * The schema of CloudWatch's embedded metric format, as AWS documents it.
 * @see
 *   https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 *   (2026-11)
 */
const SCHEMA = {
  type: 'object',
  required: ['_aws'],
  properties: {
    _aws: {
      type: 'object',
      required: ['Timestamp', 'CloudWatchMetrics'],
      properties: {
        Timestamp: { type: 'integer' },
        CloudWatchMetrics: {
          type: 'array',
          items: {
            type: 'object',
            required: ['Namespace', 'Dimensions', 'Metrics'],
            properties: {
              Namespace: name(1_024),
              Dimensions: { type: 'array', minItems: 1, items: { type: 'array', maxItems: 30, items: name(250) } },
              Metrics: {
                type: 'array',
                maxItems: 100,
                items: {
                  type: 'object',
                  required: ['Name'],
                  properties: { Name: name(1_024), Unit: { enum: ['Count', 'Bytes', 'Milliseconds'] } },
                },
              },
            },
          },
        },
      },
    },
  },
};

const validate = new Ajv({ allErrors: true }).compile<EmfDocument>(SCHEMA);

interface EmfDocument {
  readonly _aws: {
    readonly CloudWatchMetrics: readonly {
      readonly Dimensions: readonly (readonly string[])[];
      readonly Metrics: readonly { readonly Name: string }[];
    }[];
  };
  readonly [name: string]: unknown;
}

/**
 * Why CloudWatch would reject a line with metrics, or find no metric in it.
 * @returns in words; nothing when all is well, or if the line has no metrics
 */
export function findEmfProblems(line: unknown): string[] {
  if (typeof line !== 'object' || line === null || !('_aws' in line)) return [];
  if (!validate(line)) return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
  return line._aws.CloudWatchMetrics.flatMap(({ Dimensions, Metrics }) => [
    ...Dimensions.flat()
      .filter((dimension) => !isDimension(line[dimension]))
      .map((dimension) => `the dimension ${dimension} has no value`),
    ...Metrics.filter(({ Name }) => !isMetric(line[Name])).map(({ Name }) => `the metric ${Name} has no value`),
  ]);
}

const isDimension = (value: unknown): boolean => typeof value === 'string' && value !== '' && value.length <= 1_024;

/** A metric has a number, or up to 100 of them. */
const isMetric = (value: unknown): boolean => {
  const values = [value].flat();
  return values.length > 0 && values.length <= 100 && values.every((one) => typeof one === 'number');
};
