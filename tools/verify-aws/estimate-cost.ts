/** The part of a CloudFormation template that the estimate reads. */
export interface Template {
  readonly Resources: Readonly<Record<string, { readonly Type: string }>>;
}

/** A line of the estimate. */
export interface CostLine {
  readonly item: string;
  readonly count: number;
  /** US dollars for this count. */
  readonly dollars: number;
}

/**
 * US dollars a month for each resource, us-east-1, without free tiers, as of 2026-11. Every other type of the templates
 * costs nothing while it is not used.
 * @see https://aws.amazon.com/cloudwatch/pricing/ https://aws.amazon.com/kms/pricing/
 *   https://aws.amazon.com/secrets-manager/pricing/
 */
const MONTHLY: Readonly<Record<string, { readonly item: string; readonly dollars: number }>> = {
  // $0.10 for each metric that an alarm reads: at most three.
  'AWS::CloudWatch::Alarm': { item: 'alarms', dollars: 0.3 },
  'AWS::CloudWatch::CompositeAlarm': { item: 'composite alarms', dollars: 0.5 },
  'AWS::CloudWatch::Dashboard': { item: 'dashboards', dollars: 3 },
  'AWS::KMS::Key': { item: 'KMS keys', dollars: 1 },
  'AWS::SecretsManager::Secret': { item: 'secrets', dollars: 0.4 },
};

/** Types without a monthly price. Their use is in {@link USAGE}. */
const PER_USE = new Set([
  'AWS::ApiGatewayV2::Api',
  'AWS::ApiGatewayV2::Integration',
  'AWS::ApiGatewayV2::Route',
  'AWS::ApiGatewayV2::Stage',
  'AWS::CDK::Metadata',
  'AWS::DynamoDB::GlobalTable',
  'AWS::DynamoDB::Table',
  'AWS::Events::EventBus',
  'AWS::Events::Rule',
  'AWS::IAM::Policy',
  'AWS::IAM::Role',
  'AWS::KMS::Alias',
  'AWS::Lambda::EventInvokeConfig',
  'AWS::Lambda::EventSourceMapping',
  'AWS::Lambda::Function',
  'AWS::Lambda::Permission',
  'AWS::Logs::LogGroup',
  'AWS::Logs::MetricFilter',
  'AWS::Logs::QueryDefinition',
  'AWS::S3::Bucket',
  'AWS::S3::BucketPolicy',
  'AWS::SNS::Subscription',
  'AWS::SNS::Topic',
  'AWS::SNS::TopicPolicy',
  'AWS::SQS::Queue',
  'AWS::SQS::QueuePolicy',
]);

/** Upper bounds of what a run uses, with prices of 2026-11: cli/commands/cost/prices.ts has their sources. */
const USAGE: readonly CostLine[] = [
  { item: 'HTTP API requests', count: 5_000, dollars: 0.005 },
  { item: 'Lambda invocations of 0.5 GB and up to 1 s', count: 10_000, dollars: 0.07 },
  { item: 'SQS requests', count: 50_000, dollars: 0.02 },
  { item: 'EventBridge events, DynamoDB writes and S3 requests', count: 20_000, dollars: 0.1 },
  { item: 'GB of logs', count: 0.1, dollars: 0.05 },
];

/** Custom metrics that a receiver of one app writes, at most; $0.30 a month each. */
const CUSTOM_METRICS = { count: 80, monthlyDollars: 0.3 } as const;
/** A run takes a little over an hour. The bound counts a day of each monthly price, as if the clean-up came late. */
const SHARE_OF_MONTH = 1 / 28;

/** An upper bound of what a run costs. */
export interface CostEstimate {
  readonly lines: readonly CostLine[];
  readonly totalDollars: number;
  /** Resource types for which no price is known; empty for the templates of this version. */
  readonly unknownTypes: readonly string[];
}

/** Counts the resources of the templates and multiplies them with their prices. */
export function estimateCost(templates: readonly Template[]): CostEstimate {
  const types = templates.flatMap(({ Resources }) => Object.values(Resources).map(({ Type }) => Type));
  const monthly = Object.entries(MONTHLY).flatMap(([type, { item, dollars }]) => {
    const count = types.filter((one) => one === type).length;
    return count === 0 ? [] : [{ item: `${item}, for a day`, count, dollars: count * dollars * SHARE_OF_MONTH }];
  });
  const { count, monthlyDollars } = CUSTOM_METRICS;
  const metrics = { item: 'custom metrics, for a day', count, dollars: count * monthlyDollars * SHARE_OF_MONTH };
  const lines = [...monthly, metrics, ...USAGE];
  const unknownTypes = [...new Set(types)].filter((type) => !(type in MONTHLY) && !PER_USE.has(type));
  return { lines, totalDollars: lines.reduce((sum, { dollars }) => sum + dollars, 0), unknownTypes };
}

/** Formats the estimate for a terminal. */
export function formatCost({ lines, totalDollars, unknownTypes }: CostEstimate): string {
  const row = (dollars: number, text: string): string => `  $${dollars.toFixed(2).padStart(5)}  ${text}`;
  return [
    'Upper bound of the cost (list prices of us-east-1, 2026-11, without free tiers):',
    ...lines.map(({ item, count, dollars }) => row(dollars, `${count} ${item}`)),
    row(totalDollars, 'in total'),
    ...unknownTypes.map((type) => `  no price known for ${type}`),
  ].join('\n');
}
