import { describe, expect, it } from '@jest/globals';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { App, Duration } from 'aws-cdk-lib/core';
import { readConfiguration } from '../../lib/configuration/configuration.ts';
import { MetaWebhooksMonitoringStack } from '../../lib/meta-webhooks-monitoring-stack.ts';
import { MetaWebhooksStack } from '../../lib/meta-webhooks-stack.ts';
import { EVERYTHING_ON } from './everything-on.ts';
import type { Resource } from './synth.ts';

interface SynthesizedTemplate {
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Outputs?: Readonly<Record<string, unknown>>;
  readonly Parameters?: Readonly<Record<string, unknown>>;
  readonly Mappings?: Readonly<Record<string, unknown>>;
}

/** A value that counts against a limit, and what has it. */
type Measured = readonly [where: string, value: number];

/** A limit of AWS that cannot be raised, or whose default must be enough. */
interface Limit {
  readonly limit: string;
  readonly max: number;
  readonly url: string;
  readonly measure: (template: SynthesizedTemplate) => readonly Measured[];
}

/** Stands for a reference in what is measured: in GovCloud, the ARN of a queue with a name of 80 characters. */
const LONGEST_ARN = `arn:aws-us-gov:sqs:us-gov-west-1:111122223333:${'x'.repeat(80)}`;
const DOCS = 'https://docs.aws.amazon.com';
const CLOUDFORMATION = `${DOCS}/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html`;
const IAM = `${DOCS}/IAM/latest/UserGuide/reference_iam-quotas.html`;
const LAMBDA = `${DOCS}/lambda/latest/dg/gettingstarted-limits.html`;
const EVENTS = `${DOCS}/eventbridge/latest/userguide/eb-quota.html`;

const isReference = (one: object): boolean =>
  Object.keys(one).length === 1 && /^(Ref|Fn::GetAtt|Fn::GetStackOutput)$/.test(Object.keys(one)[0]!);

/** Returns a value of a template with each reference as long as it can be. */
function resolve(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(resolve);
  if (typeof value !== 'object' || value === null) return value;
  if (isReference(value)) return LONGEST_ARN;
  if ('Fn::Join' in value) {
    const [separator, parts] = value['Fn::Join'] as [string, unknown[]];
    return parts.map(resolve).join(separator);
  }
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, resolve(one)]));
}

/** Returns the characters of the names and values of an environment. */
function environmentSize({ Environment }: Resource['Properties']): number {
  const { Variables = {} } = (resolve(Environment) ?? {}) as { readonly Variables?: Readonly<Record<string, string>> };
  return Object.entries(Variables).reduce((sum, [name, value]) => sum + name.length + Buffer.byteLength(value), 0);
}

const ofType =
  (type: string, value: (properties: Resource['Properties']) => number): Limit['measure'] =>
  ({ Resources }) =>
    Object.entries(Resources)
      .filter(([, { Type }]) => Type === type)
      .map(([id, { Properties }]) => [id, value(Properties)]);
const total =
  (values: (template: SynthesizedTemplate) => object | undefined): Limit['measure'] =>
  (template) => [['the template', Object.keys(values(template) ?? {}).length]];
const measure =
  (property: string) =>
  (properties: Resource['Properties']): number =>
    JSON.stringify(resolve(properties[property] ?? {})).length;

/** Limits of 2026-11. Those of CloudWatch's dashboards and alarms are in monitoring/limits.test.ts. */
const LIMITS: readonly Limit[] = [
  { limit: 'resources of a template', max: 500, url: CLOUDFORMATION, measure: total(({ Resources }) => Resources) },
  { limit: 'outputs of a template', max: 200, url: CLOUDFORMATION, measure: total(({ Outputs }) => Outputs) },
  { limit: 'parameters of a template', max: 200, url: CLOUDFORMATION, measure: total(({ Parameters }) => Parameters) },
  { limit: 'mappings of a template', max: 200, url: CLOUDFORMATION, measure: total(({ Mappings }) => Mappings) },
  {
    limit: 'bytes of a template in S3',
    max: 1_000_000,
    url: CLOUDFORMATION,
    measure: (template) => [['the template', Buffer.byteLength(JSON.stringify(template))]],
  },
  {
    limit: 'characters of the inline policies of a role',
    max: 10_240,
    url: IAM,
    measure: ofType('AWS::IAM::Policy', measure('PolicyDocument')),
  },
  {
    limit: 'characters of the trust policy of a role',
    max: 2_048,
    url: IAM,
    measure: ofType('AWS::IAM::Role', measure('AssumeRolePolicyDocument')),
  },
  {
    limit: 'characters of a managed policy',
    max: 6_144,
    url: IAM,
    measure: ofType('AWS::IAM::ManagedPolicy', measure('PolicyDocument')),
  },
  {
    limit: 'bytes of the environment of a function',
    max: 4_096,
    url: LAMBDA,
    measure: ofType('AWS::Lambda::Function', environmentSize),
  },
  {
    limit: 'bytes of the policy of a function: 20 KB, about 350 for each permission',
    max: 20_480,
    url: LAMBDA,
    measure: countPermissions,
  },
  {
    limit: 'rules of a bus',
    max: 300,
    url: EVENTS,
    measure: ({ Resources }) => [
      ['the bus', Object.values(Resources).filter(({ Type }) => Type === 'AWS::Events::Rule').length],
    ],
  },
  {
    limit: 'targets of a rule',
    max: 5,
    url: EVENTS,
    measure: ofType('AWS::Events::Rule', ({ Targets }) => (Targets as readonly unknown[]).length),
  },
  {
    limit: 'characters of an event pattern',
    max: 2_048,
    url: EVENTS,
    measure: ofType('AWS::Events::Rule', measure('EventPattern')),
  },
  {
    limit: 'bytes of the policy of a key',
    max: 32_768,
    url: `${DOCS}/kms/latest/developerguide/resource-limits.html`,
    measure: ofType('AWS::KMS::Key', measure('KeyPolicy')),
  },
  {
    limit: 'bytes of the policy of a queue',
    max: 8_192,
    url: `${DOCS}/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-policies.html`,
    measure: ofType('AWS::SQS::QueuePolicy', measure('PolicyDocument')),
  },
  {
    limit: 'bytes of the policy of a topic',
    max: 30_720,
    url: `${DOCS}/sns/latest/dg/sns-access-policy-language-key-concepts.html`,
    measure: ofType('AWS::SNS::TopicPolicy', measure('PolicyDocument')),
  },
  {
    limit: 'bytes of the policy of a bucket',
    max: 20_480,
    url: `${DOCS}/AmazonS3/latest/userguide/bucket-policies.html`,
    measure: ofType('AWS::S3::BucketPolicy', measure('PolicyDocument')),
  },
];

function countPermissions({ Resources }: SynthesizedTemplate): Measured[] {
  const BYTES = 350;
  const functions = Object.values(Resources)
    .filter(({ Type }) => Type === 'AWS::Lambda::Permission')
    .map(({ Properties }) => JSON.stringify(Properties['FunctionName']));
  return [...new Set(functions)].map((name) => [name, functions.filter((one) => one === name).length * BYTES]);
}

/** Lists what exceeds a limit, each with the limit, the value and the document. */
const exceeded = (template: SynthesizedTemplate, limits = LIMITS): string[] =>
  limits.flatMap(({ limit, max, url, measure }) =>
    measure(template)
      .filter(([, value]) => value > max)
      .map(([where, value]) => `${where}: ${value} ${limit}, at most ${max}: ${url}`),
  );

/** Every fifth consumer is a function with everything on; two fields share it. The others are queues. */
function synthesize(apps: number, consumers: number): Readonly<Record<'pipeline' | 'monitoring', SynthesizedTemplate>> {
  const app = new App({ builtinCloudFormationValidation: false });
  const keys = Array.from({ length: apps - 2 }, (_, at) => `a${String(at).padStart(19, '0')}`);
  const more = Object.fromEntries(keys.map((key) => [key, { mutualTls: true }]));
  const configuration = readConfiguration({ ...EVERYTHING_ON, apps: { ...EVERYTHING_ON.apps, ...more } });
  const code = (): Code => Code.fromInline('exports.handler = async () => {};');
  const pipeline = new MetaWebhooksStack(app, 'MetaWebhooks', { configuration, code });
  for (let at = 0; at < consumers; at += 1) addConsumer(pipeline, at);
  const monitoring = new MetaWebhooksMonitoringStack(app, 'MetaWebhooksMonitoring', { configuration, pipeline });
  const assembly = app.synth();
  const getTemplate = (name: string): SynthesizedTemplate =>
    assembly.getStackByName(name).template as SynthesizedTemplate;
  return { pipeline: getTemplate(pipeline.stackName), monitoring: getTemplate(monitoring.stackName) };
}

function addConsumer(receiver: MetaWebhooksStack, at: number): void {
  const changes = { detailType: 'instagram.comments' } as const;
  if (at % 5 > 0) {
    const target = new Queue(receiver, `Target${at}`, { encryptionMasterKey: receiver.webhooks.encryptionKey });
    receiver.onChange(`Consumer${at}`, { ...changes, target });
    return;
  }
  const target = new LambdaFunction(receiver, `Function${at}`, {
    code: Code.fromInline('exports.handler = async () => {};'),
    handler: 'index.handler',
    runtime: Runtime.NODEJS_24_X,
    timeout: Duration.seconds(10),
  });
  receiver.onChange(`Consumer${at}`, { ...changes, target, idempotency: true, largeValues: true });
}

describe('with 20 apps, 50 consumers and everything on', () => {
  const templates = synthesize(20, 50);

  it.each(['pipeline', 'monitoring'] as const)('no limit of AWS is exceeded by the stack of the %s', (name) => {
    const template = templates[name];
    expect(exceeded(template)).toEqual([]);
  });

  it('every limit of the pipeline that concerns a resource has something to measure, but for what it does not use', () => {
    const idle = LIMITS.filter(({ measure }) => measure(templates.pipeline).length === 0).map(({ limit }) => limit);
    expect(idle).toEqual(['characters of a managed policy', 'bytes of the policy of a topic']);
  });
});

it('what exceeds a limit is named with its value and its document', () => {
  const Properties = { EventPattern: { source: ['x'.repeat(2_048)] }, Targets: [1, 2, 3, 4, 5, 6] };
  expect(exceeded({ Resources: { Wide: { Type: 'AWS::Events::Rule', Properties } } })).toEqual([
    `Wide: 6 targets of a rule, at most 5: ${EVENTS}`,
    `Wide: 2063 characters of an event pattern, at most 2048: ${EVENTS}`,
  ]);
});
