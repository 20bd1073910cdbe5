import { describe, expect, it } from '@jest/globals';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { ArnFormat, Validations } from 'aws-cdk-lib/core';
import { Template } from 'aws-cdk-lib/assertions';
import { arn, readProperties, listResources, synthStack, type Resource } from '../synth.ts';

const withConsumer = (metaWebhooks: unknown): Template => {
  const stack = synthStack(metaWebhooks);
  const functionArn = stack.formatArn({
    service: 'lambda',
    resource: 'function',
    resourceName: 'mine',
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
  const mine = LambdaFunction.fromFunctionAttributes(stack, 'Mine', {
    functionArn,
    sameEnvironment: true,
    skipPermissions: true,
  });
  stack.onChange('Leads', { detailType: 'page.leadgen', target: mine });
  Validations.of(mine).acknowledge({
    id: 'Annotation::meta-webhooks-aws:failures-are-dropped',
    reason: 'An imported function is the simplest there is.',
  });
  return Template.fromStack(stack);
};
const byDefault = listResources(withConsumer(undefined));
const template = withConsumer({ encryption: 'CUSTOMER_MANAGED', apps: { meta: {}, shop: {} } });
const resources = listResources(template);

/** Where a resource names the key with which it is encrypted. */
const KEY_OF: Readonly<Record<string, (properties: Resource['Properties']) => unknown>> = {
  'AWS::SQS::Queue': ({ KmsMasterKeyId }) => KmsMasterKeyId,
  'AWS::S3::Bucket': ({ BucketEncryption }) =>
    (
      BucketEncryption as {
        ServerSideEncryptionConfiguration: { ServerSideEncryptionByDefault: { KMSMasterKeyID: unknown } }[];
      }
    ).ServerSideEncryptionConfiguration[0]!.ServerSideEncryptionByDefault.KMSMasterKeyID,
  'AWS::DynamoDB::Table': ({ SSESpecification }) =>
    (SSESpecification as { KMSMasterKeyId: unknown } | undefined)?.KMSMasterKeyId,
  'AWS::SecretsManager::Secret': ({ KmsKeyId }) => KmsKeyId,
  'AWS::Logs::LogGroup': ({ KmsKeyId }) => KmsKeyId,
};
/** What rests nowhere, or only until it is handed on: docs/adr/0010. */
const WITHOUT_KEY = /^AWS::(ApiGatewayV2|IAM|KMS|Lambda|Events)::|Policy$/;

describe('with a key of its own', () => {
  it('everything that rests is encrypted with it: queues, dead letters, bucket, table, secrets, logs', () => {
    const resting = Object.entries(resources).filter(([, { Type }]) => Type in KEY_OF);
    expect(resting).toHaveLength(3 + 1 + 1 + 2 + 3);
    for (const [id, { Type, Properties }] of resting)
      expect([id, KEY_OF[Type]!(Properties)]).toEqual([id, arn('CustomerKey')]);
  });

  it('no type of resource was forgotten', () => {
    const types = Object.values(resources).map(({ Type }) => Type);
    expect(types.filter((type) => !(type in KEY_OF) && !WITHOUT_KEY.test(type))).toEqual([]);
  });

  it('there is one, renewed every year, and kept when the stack goes, as what it encrypts is', () => {
    template.resourceCountIs('AWS::KMS::Key', 1);
    expect(resources['CustomerKey']).toMatchObject({
      DeletionPolicy: 'RetainExceptOnCreate',
      UpdateReplacePolicy: 'Retain',
      Properties: { EnableKeyRotation: true, RotationPeriodInDays: 365, PendingWindowInDays: 30 },
    });
  });

  it('CloudWatch Logs may use it for the log groups of this stack, EventBridge for the queues of this account', () => {
    const { KeyPolicy } = resources['CustomerKey']!.Properties as {
      KeyPolicy: { Statement: { Principal: { Service?: unknown }; Condition?: unknown }[] };
    };
    const services = KeyPolicy.Statement.filter(({ Principal }) => Principal.Service !== undefined);
    expect(services).toEqual([
      expect.objectContaining({
        Principal: { Service: { 'Fn::Join': ['', ['logs.', { Ref: 'AWS::Region' }, '.amazonaws.com']] } },
        Condition: {
          ArnLike: {
            'kms:EncryptionContext:aws:logs:arn': ['MetaWebhooks-*', '/aws/vendedlogs/apigateway/MetaWebhooks'].map(
              (name) => ({
                'Fn::Join': [
                  '',
                  [
                    'arn:',
                    { Ref: 'AWS::Partition' },
                    ':logs:',
                    { Ref: 'AWS::Region' },
                    ':',
                    { Ref: 'AWS::AccountId' },
                    `:log-group:${name}`,
                  ],
                ],
              }),
            ),
          },
        },
      }),
      expect.objectContaining({
        Principal: { Service: 'events.amazonaws.com' },
        Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
        Condition: {
          StringEqualsIfExists: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
          ArnLike: {
            'kms:EncryptionContext:aws:sqs:arn': {
              'Fn::Join': [
                '',
                [
                  'arn:',
                  { Ref: 'AWS::Partition' },
                  ':sqs:',
                  { Ref: 'AWS::Region' },
                  ':',
                  { Ref: 'AWS::AccountId' },
                  ':*',
                ],
              ],
            },
          },
        },
      }),
    ]);
  });

  it.each([
    { role: 'Ingress', services: [['secretsmanager', 'sqs', 's3']] },
    { role: 'Worker', services: [['sqs', 's3'], ['dynamodb']] },
  ])('$role has it used by the services that it calls, and cannot use it by itself', ({ role, services }) => {
    const { Statement } = readProperties(template, 'AWS::IAM::Policy', `${role}HandlerFunctionKeyPolicy`)[
      'PolicyDocument'
    ] as {
      Statement: { Action: string | string[]; Resource: unknown; Condition?: unknown }[];
    };
    const via = (name: string): unknown => ({
      'Fn::Join': ['', [`${name}.`, { Ref: 'AWS::Region' }, '.amazonaws.com']],
    });
    const ofKey = Statement.filter(({ Action }) => [Action].flat().some((action) => action.startsWith('kms:')));
    expect(ofKey.map(({ Resource, Condition }) => [Resource, Condition])).toEqual(
      services.map((names) => [arn('CustomerKey'), { StringEquals: { 'kms:ViaService': names.map(via) } }]),
    );
  });
});

describe('without one', () => {
  it("AWS's own keys encrypt, and nobody has to be allowed to use them", () => {
    expect(JSON.stringify(byDefault)).not.toMatch(/AWS::KMS::Key|"kms:/);
    for (const { Type, Properties } of Object.values(byDefault).filter(
      ({ Type: type }) => type === 'AWS::SQS::Queue',
    )) {
      expect([Type, Properties['SqsManagedSseEnabled']]).toEqual([Type, true]);
    }
  });

  it('switching it on replaces nothing: every resource keeps its logical id', () => {
    const one = listResources(withConsumer({ encryption: 'CUSTOMER_MANAGED' }));
    const added = Object.keys(one).filter((id) => !(id in byDefault));
    expect(added.map((id) => id.replace(/[0-9A-F]{8}$/, '')).toSorted()).toEqual([
      'CustomerKey',
      'IngressHandlerFunctionKeyPolicy',
      'WorkerHandlerFunctionKeyPolicy',
    ]);
    expect(Object.keys(byDefault).filter((id) => !(id in one))).toEqual([]);
    expect(one['SecretMeta']!.Properties['GenerateSecretString']).toEqual(
      byDefault['SecretMeta']!.Properties['GenerateSecretString'],
    );
  });
});

describe.each([
  { configuration: 'by default', all: byDefault },
  { configuration: 'with a key of its own', all: resources },
])('$configuration', ({ all }) => {
  it('every queue, topic and bucket refuses whoever comes without TLS', () => {
    const holders = Object.entries(all).filter(([, { Type }]) =>
      /^AWS::(SQS::Queue|SNS::Topic|S3::Bucket)$/.test(Type),
    );
    const policies = Object.values(all)
      .filter(({ Type }) => /^AWS::(SQS::Queue|SNS::Topic|S3::Bucket)Policy$/.test(Type))
      .map((policy) => JSON.stringify(policy));
    expect(holders).toHaveLength(4);
    for (const [id] of holders) {
      const own = policies.filter((policy) => policy.includes(`"${id}"`));
      expect([
        id,
        own.some((policy) => policy.includes('"aws:SecureTransport":"false"') && policy.includes('"Effect":"Deny"')),
      ]).toEqual([id, true]);
    }
  });
});
