import { describe, expect, it } from '@jest/globals';
import { EVERYTHING_ON } from './everything-on.ts';
import { arn, below, readProperties, ref, listResources, synthStack, synthesize } from './synth.ts';

const template = synthesize();
const resources = listResources(template);

interface Statement {
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource: unknown;
}

/** The statements of a function's role, in order. */
const listStatements = (role: 'Ingress' | 'Worker', from = template): readonly Statement[] =>
  (readProperties(from, 'AWS::IAM::Policy', role)['PolicyDocument'] as { Statement: Statement[] }).Statement;

/** The same as pairs of actions and resources, which is all that matters of them. */
const listPermissions = (role: 'Ingress' | 'Worker', from = template): unknown =>
  listStatements(role, from).map(({ Action, Resource }) => [Action, Resource]);

const getLogGroup = (idPrefix: string): unknown =>
  arn(Object.keys(resources).find((id) => id.startsWith(idPrefix) && resources[id]!.Type === 'AWS::Logs::LogGroup')!);

describe('what a role may do', () => {
  it('ingress: write its log, read its secrets, send to the queue, store oversize bodies', () => {
    expect(listPermissions('Ingress')).toEqual([
      [['logs:CreateLogStream', 'logs:PutLogEvents'], getLogGroup('IngressHandlerLog')],
      ['secretsmanager:GetSecretValue', ref('SecretMeta')],
      ['sqs:SendMessage', arn('DeliveryQueue')],
      ['s3:PutObject', below('ArchiveBucket', 'oversize/*')],
    ]);
  });

  it(
    'worker: write its log, consume the queue, dead-letter, claim, emit, read oversize bodies, write archive ' +
      'and values',
    () => {
      expect(listPermissions('Worker')).toEqual([
        [['logs:CreateLogStream', 'logs:PutLogEvents'], getLogGroup('WorkerHandlerLog')],
        [
          ['sqs:ChangeMessageVisibility', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'],
          arn('DeliveryQueue'),
        ],
        ['sqs:SendMessage', arn('DeadLetterQueue')],
        ['dynamodb:PutItem', arn('ClaimTable')],
        ['events:PutEvents', arn('EventBus')],
        ['s3:GetObject', below('ArchiveBucket', 'oversize/*')],
        ['s3:PutObject', [below('ArchiveBucket', 'deliveries/*'), below('ArchiveBucket', 'values/*')]],
      ]);
    },
  );

  it('worker writes no archive when there is none', () => {
    expect(listPermissions('Worker', synthesize({ archiveDays: 0 }))).toContainEqual([
      's3:PutObject',
      below('ArchiveBucket', 'values/*'),
    ]);
  });

  it('worker inserts claims in batches only where the option is on', () => {
    expect(listPermissions('Worker', synthesize({ worker: { batchedClaims: true } }))).toContainEqual([
      ['dynamodb:PartiQLInsert', 'dynamodb:PutItem'],
      arn('ClaimTable'),
    ]);
  });

  it('ingress reads the secret of each app', () => {
    const several = synthesize({ apps: { meta: {}, shop: {} } });
    expect(listPermissions('Ingress', several)).toContainEqual([
      'secretsmanager:GetSecretValue',
      [ref('SecretMeta'), ref('SecretShop')],
    ]);
  });

  it('a role has that policy only, and no managed one', () => {
    const roles = Object.values(resources).filter(({ Type }) => Type === 'AWS::IAM::Role');
    expect(roles).toHaveLength(2);
    for (const { Properties } of roles) expect(Object.keys(Properties)).toEqual(['AssumeRolePolicyDocument']);
    template.resourceCountIs('AWS::IAM::Policy', 2);
  });

  it.each([
    { what: 'delivery queue', type: 'AWS::SQS::QueuePolicy', id: 'DeliveriesQueue' },
    { what: 'dead-letter queue', type: 'AWS::SQS::QueuePolicy', id: 'DeliveriesDeadLetters' },
    { what: 'bucket', type: 'AWS::S3::BucketPolicy', id: 'ArchiveBucket' },
  ])('nobody reaches the $what without TLS', ({ type, id }) => {
    const document = readProperties(template, type, id)['PolicyDocument'] as { Statement: unknown[] };
    expect(document.Statement).toEqual([
      expect.objectContaining({
        Effect: 'Deny',
        Principal: { AWS: '*' },
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      }),
    ]);
  });
});

describe('what other tools rely on', () => {
  it('the outputs of the default app, by their names', () => {
    const outputs = template.findOutputs('*') as Record<string, { Value: unknown }>;
    const api = Object.keys(resources).find((id) => resources[id]!.Type === 'AWS::ApiGatewayV2::Api')!;
    const { MetaWebhooksReceiver: receiver, ...plain } = outputs;
    expect(receiver).toBeDefined(); // test/lib/several-receivers.test.ts
    expect(Object.fromEntries(Object.entries(plain).map(([name, { Value }]) => [name, Value]))).toEqual({
      CallbackUrl: { 'Fn::Join': ['', [{ 'Fn::GetAtt': [api, 'ApiEndpoint'] }, '/webhooks/meta']] },
      AppSecretArn: ref('SecretMeta'),
      EventBusName: ref('EventBus'),
      DeliveryQueueUrl: ref('DeliveryQueue'),
      DeadLetterQueueUrl: ref('DeadLetterQueue'),
      ClaimTableName: ref('ClaimTable'),
      ArchiveBucketName: ref('ArchiveBucket'),
    });
  });

  it('the outputs of any other app end with its key, capitalized', () => {
    // `arn` is the key that could be taken for a part of another output's name.
    const outputs = synthesize({ apps: { meta: {}, shop: {}, arn: {} } }).findOutputs('*');
    expect(Object.keys(outputs)).toEqual(
      expect.arrayContaining([
        'CallbackUrl',
        'AppSecretArn',
        'CallbackUrlShop',
        'AppSecretArnShop',
        'CallbackUrlArn',
        'AppSecretArnArn',
      ]),
    );
    expect(outputs['AppSecretArnShop']).toMatchObject({ Value: ref('SecretShop') });
  });

  it('without the app `meta` there are no plain names', () => {
    const outputs = Object.keys(synthesize({ apps: { shop: {} } }).findOutputs('*'));
    expect(outputs).not.toContain('CallbackUrl');
    expect(outputs).not.toContain('AppSecretArn');
  });

  it.each([
    { id: 'SecretMeta', type: 'AWS::SecretsManager::Secret', outcome: 'RetainExceptOnCreate' },
    { id: 'DeliveryQueue', type: 'AWS::SQS::Queue', outcome: 'Delete' },
    { id: 'DeadLetterQueue', type: 'AWS::SQS::Queue', outcome: 'RetainExceptOnCreate' },
    { id: 'ClaimTable', type: 'AWS::DynamoDB::Table', outcome: 'Delete' },
    { id: 'ArchiveBucket', type: 'AWS::S3::Bucket', outcome: 'RetainExceptOnCreate' },
    { id: 'EventBus', type: 'AWS::Events::EventBus', outcome: 'Delete' },
  ])('$id keeps its logical id; its fate when the stack goes: $fate', ({ id, type, outcome }) => {
    const { Type, DeletionPolicy = 'Delete', UpdateReplacePolicy = 'Delete' } = resources[id]!; // as CloudFormation does
    expect({ Type, DeletionPolicy, UpdateReplacePolicy }).toEqual({
      Type: type,
      DeletionPolicy: outcome,
      // RetainExceptOnCreate exists only for the deletion policy.
      UpdateReplacePolicy: outcome === 'RetainExceptOnCreate' ? 'Retain' : outcome,
    });
  });

  it('what is retained is deleted with a creation that fails, so that the next try leaves nothing behind that bills', () => {
    const all = Object.values(listResources(synthesize(EVERYTHING_ON)));
    const retained = all.filter(({ UpdateReplacePolicy }) => UpdateReplacePolicy === 'Retain');
    // Two secrets, a token, a key, a bucket, two tables, and the four dead-letter queues.
    expect(retained).toHaveLength(2 + 1 + 1 + 1 + 2 + 4);
    expect(all.map(({ DeletionPolicy }) => DeletionPolicy)).not.toContain('Retain');
    for (const { DeletionPolicy } of retained) expect(DeletionPolicy).toBe('RetainExceptOnCreate');
  });

  it('nothing has a physical name, so that two stacks and a stack made anew do not collide', () => {
    const names = ['QueueName', 'TableName', 'BucketName', 'LogGroupName', 'RoleName'];
    for (const [id, { Type, Properties }] of Object.entries(resources)) {
      // The access log has the stack's name in a name that API Gateway's policies need; it is deleted with the stack.
      if (id.startsWith('IngressAccessLog')) continue;
      expect([Type, Object.keys(Properties).filter((key) => names.includes(key))]).toEqual([Type, []]);
    }
    expect(readProperties(template, 'AWS::SecretsManager::Secret')).not.toHaveProperty('Name');
    for (const role of ['Ingress', 'Worker']) {
      expect(readProperties(template, 'AWS::Lambda::Function', role)).not.toHaveProperty('FunctionName');
    }
  });

  // The larger one first: CDK loads the rules of its resource types, which takes seconds, and keeps them.
  it.each([
    { rule: 'with everything configured', metaWebhooks: EVERYTHING_ON },
    {
      rule: 'with answers to mentions alone',
      metaWebhooks: { mentionReplies: { accounts: { '17841405822304914': {} }, answers: [{ message: 'Thank you!' }] } },
    },
    { rule: 'by default', metaWebhooks: undefined },
  ])("CloudFormation's own rules find nothing to complain about $rule", ({ metaWebhooks }) => {
    expect(() => synthesize(metaWebhooks, true)).not.toThrow();
  });

  it('CloudFormation refuses to delete the stack, unless that is switched off', () => {
    expect(synthStack().terminationProtection).toBe(true);
    expect(synthStack({ terminationProtection: false }).terminationProtection).toBe(false);
  });
});
