import type { ResourceNames } from './simulated-aws.ts';

/** The parts of a synthesized template that monitoring needs. */
export interface Template {
  readonly Resources: Readonly<
    Record<string, { readonly Type: string; readonly Properties: Readonly<Record<string, unknown>> }>
  >;
  readonly Outputs?: Readonly<Record<string, { readonly Value: unknown }>>;
}

/** Region in resolved references. */
export const REGION = 'eu-central-1';

/**
 * Replaces every reference and every rule name in a template of the monitoring stack with the logical id of the
 * resource, in either stack. A recorded run uses these names.
 * @param pipeline - template of the watched stack, whose outputs the other stack reads
 * @throws Error if a reference has no target
 */
export function resolveReferences(value: unknown, pipeline: Template): unknown {
  if (typeof value === 'string') return ruleNamed(value, pipeline) ?? value;
  if (Array.isArray(value)) return value.map((one) => resolveReferences(one, pipeline));
  if (typeof value !== 'object' || value === null) return value;
  for (const [name, argument] of Object.entries(value)) {
    const intrinsic = INTRINSICS[name];
    if (intrinsic) return intrinsic(argument, pipeline);
  }
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, resolveReferences(one, pipeline)]));
}

const INTRINSICS: Readonly<Record<string, (argument: unknown, pipeline: Template) => unknown>> = {
  Ref: (id) => (id === 'AWS::Region' ? REGION : id),
  'Fn::GetAtt': (attribute) => (attribute as string[])[0],
  'Fn::Join': (join, pipeline) => {
    const [separator, parts] = join as [string, unknown[]];
    return (resolveReferences(parts, pipeline) as string[]).join(separator);
  },
  'Fn::GetStackOutput': (output, pipeline) => resolveReferences(getOutput(pipeline, output), pipeline),
};

function ruleNamed(name: string, { Resources }: Template): string | undefined {
  return Object.entries(Resources).find(
    ([, { Type, Properties }]) => Type === 'AWS::Events::Rule' && Properties['Name'] === name,
  )?.[0];
}

function getOutput({ Outputs = {} }: Template, output: unknown): unknown {
  const { OutputName } = output as { OutputName: string };
  const found = Outputs[OutputName];
  if (!found) throw new Error(`the pipeline has no output ${OutputName}`);
  return found.Value;
}

/** Finds the pipeline's resources by their types. Their logical ids replace their names. */
export function resourceNames({ Resources }: Template): ResourceNames {
  const getId = (type: string, prefix = ''): string => {
    const [id] = Object.entries(Resources).find(([key, { Type }]) => Type === type && key.startsWith(prefix)) ?? [];
    if (id === undefined) throw new Error(`the pipeline has no ${type} ${prefix}`);
    return id;
  };
  const rules = Object.entries(Resources).filter(([, { Type }]) => Type === 'AWS::Events::Rule');
  return {
    api: getId('AWS::ApiGatewayV2::Api'),
    ingress: getId('AWS::Lambda::Function', 'Ingress'),
    worker: getId('AWS::Lambda::Function', 'Worker'),
    deliveries: getId('AWS::SQS::Queue', 'DeliveryQueue'),
    deadLetters: getId('AWS::SQS::Queue', 'DeadLetterQueue'),
    table: getId('AWS::DynamoDB::Table'),
    bus: getId('AWS::Events::EventBus'),
    consumers: rules.map(([rule, { Properties }]) => getConsumer(rule, Properties)),
  };
}

function getConsumer(
  rule: string,
  { EventPattern, Targets }: Readonly<Record<string, unknown>>,
): ResourceNames['consumers'][number] {
  const [detailType = ''] = (EventPattern as { 'detail-type': string[] })['detail-type'];
  const [target] = Targets as { DeadLetterConfig: { Arn: { 'Fn::GetAtt': [string, string] } } }[];
  return { rule, detailType, deadLetters: target?.DeadLetterConfig.Arn['Fn::GetAtt'][0] ?? '' };
}
