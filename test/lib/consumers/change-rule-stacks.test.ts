import { describe, expect, it } from '@jest/globals';
import { Template } from 'aws-cdk-lib/assertions';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { Alias, Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { App, Duration, Stack, Stage, Validations } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { ChangeRule } from '../../../lib/consumers/change-rule.ts';
import { MetaWebhooks } from '../../../lib/meta-webhooks.ts';
import type { IMetaWebhooks } from '../../../lib/meta-webhooks-interface.ts';
import { codedErrorBy } from '../../support/harness/thrown.ts';
import { arn, listResources, ref, synthStack, type Resource } from '../synth.ts';

const addFunction = (scope: Construct, id = 'Crm'): LambdaFunction =>
  new LambdaFunction(scope, id, {
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: Code.fromInline('x'),
    timeout: Duration.seconds(30),
  });

const ofType = (template: Template, type: string): readonly [string, Resource][] =>
  Object.entries(listResources(template)).filter(([, { Type }]) => Type === type);
const idsOf = (template: Template, type: string): readonly string[] => ofType(template, type).map(([id]) => id);
/** Names of the stacks to whose outputs or exports a template refers. */
const referredStacks = (template: Template): string[] => {
  const text = JSON.stringify(template.toJSON());
  const found = [...text.matchAll(/"(?:StackName"|Fn::ImportValue"):"([A-Za-z]+)/g)].map(([, name = '']) => name);
  return [...new Set(found)].sort();
};

describe.each([{ encryption: 'AWS_OWNED' }, { encryption: 'CUSTOMER_MANAGED' }])(
  'onChange with targets of another stack that reads the bucket, with $encryption',
  ({ encryption }) => {
    const receiver = synthStack({ encryption });
    const consumers = new Stack(Stage.of(receiver), 'Consumers');
    const fn = addFunction(consumers);
    const queue = new Queue(consumers, 'Inbox', { enforceSSL: true });
    receiver.onChange('Leads', { detailType: 'page.leadgen', target: fn, idempotency: true, largeValues: true });
    receiver.onChange('Ratings', { detailType: 'page.ratings', target: queue });
    const template = Template.fromStack(consumers);
    const receiverTemplate = Template.fromStack(receiver);

    it('makes rules, permission and dead letters beside the targets', () => {
      expect(idsOf(template, 'AWS::Events::Rule')).toEqual([
        expect.stringMatching(/^CrmMetaWebhooksLeadsRule/),
        expect.stringMatching(/^InboxMetaWebhooksRatingsRule/),
      ]);
      expect(idsOf(template, 'AWS::Lambda::Permission')).toHaveLength(1);
      expect(idsOf(template, 'AWS::SQS::Queue')).toHaveLength(3);
      expect(idsOf(template, 'AWS::DynamoDB::Table')).toHaveLength(1);
      expect(idsOf(template, 'AWS::Lambda::EventInvokeConfig')).toHaveLength(1);
    });

    it('lets the stack of the consumers refer to the receiver, never the other way', () => {
      expect(referredStacks(template)).toEqual(['MetaWebhooks']);
      expect(referredStacks(receiverTemplate)).toEqual([]);
      expect(idsOf(receiverTemplate, 'AWS::Events::Rule')).toEqual([]);
    });
  },
);

describe('a rule in a stack of its own, between a receiver and its targets', () => {
  const receiver = synthStack({ encryption: 'CUSTOMER_MANAGED' });
  const app = Stage.of(receiver)!;
  const [targets, rules] = [new Stack(app, 'Targets'), new Stack(app, 'Rules')];
  const { webhooks } = receiver;
  const fn = addFunction(targets);
  const { ruleName } = new ChangeRule(rules, 'Inbox', {
    webhooks,
    detailType: 'page.ratings',
    target: new Queue(targets, 'Inbox', { enforceSSL: true }),
  });
  new ChangeRule(rules, 'Leads', { webhooks, detailType: 'page.leadgen', target: fn, largeValues: true });
  const alias = new Alias(targets, 'Live', { aliasName: 'live', version: fn.currentVersion });
  new ChangeRule(rules, 'Feed', { webhooks, detailType: 'page.feed', target: alias });
  new ChangeRule(rules, 'Again', { webhooks, detailType: 'page.mention', target: fn });
  Validations.of(fn).acknowledge({
    id: 'Annotation::@aws-cdk/aws-lambda:addPermissionsToVersionOrAlias',
    reason: 'The alias has a permission of its own.',
  });
  const template = Template.fromStack(rules);
  const targetTemplate = Template.fromStack(targets);

  it('refers to both, and neither refers back', () => {
    expect(referredStacks(template)).toEqual(['MetaWebhooks', 'Targets']);
    expect(referredStacks(targetTemplate)).toEqual([]);
    expect(referredStacks(Template.fromStack(receiver))).toEqual([]);
  });

  it('lets exactly that rule send to the queue, on any bus of the account', () => {
    const [, policy] = ofType(targetTemplate, 'AWS::SQS::QueuePolicy')[0]!;
    const { Statement } = policy.Properties['PolicyDocument'] as { Statement: unknown[] };
    expect(Statement).toContainEqual({
      Action: 'sqs:SendMessage',
      Effect: 'Allow',
      Principal: { Service: 'events.amazonaws.com' },
      Resource: arn(idsOf(targetTemplate, 'AWS::SQS::Queue')[0]!),
      Condition: {
        ArnLike: {
          'aws:SourceArn': {
            'Fn::Join': [
              '',
              [
                'arn:',
                ref('AWS::Partition'),
                ':events:',
                ref('AWS::Region'),
                ':',
                ref('AWS::AccountId'),
                `:rule/*/${ruleName}`,
              ],
            ],
          },
        },
      },
    });
  });

  it("allows the function's role, from its own stack, to send failures and to read values", () => {
    const actions = ofType(template, 'AWS::IAM::Policy')
      .filter(([id]) => id.startsWith('Leads'))
      .map(([, { Properties }]) => (Properties['PolicyDocument'] as { Statement: { Action: unknown }[] }).Statement)
      .flatMap((statements) => statements.map(({ Action }) => Action));
    expect(actions).toEqual(['sqs:SendMessage', ['kms:Decrypt', 'kms:GenerateDataKey'], 's3:GetObject', 'kms:Decrypt']);
  });

  it('sends failures of the function, and of its alias, to the dead letters of the first rule of each', () => {
    const configs = ofType(template, 'AWS::Lambda::EventInvokeConfig');
    const deadLetters = (rule: string): unknown =>
      arn(idsOf(template, 'AWS::SQS::Queue').find((id) => id.startsWith(`${rule}DeadLetters`))!);
    expect(configs.map(([, { Properties }]) => [Properties['Qualifier'], Properties['DestinationConfig']])).toEqual([
      ['$LATEST', { OnFailure: { Destination: deadLetters('Leads') } }],
      ['live', { OnFailure: { Destination: deadLetters('Feed') } }],
    ]);
  });

  it('waits with the destination until the role may send to it: Lambda checks that', () => {
    const [, config] = ofType(template, 'AWS::Lambda::EventInvokeConfig')[0]!;
    expect(config).toMatchObject({ DependsOn: expect.arrayContaining([expect.stringMatching(/^LeadsTargetPolicy/)]) });
  });
});

it('idempotency with a customer managed key stops where the two stacks would refer to each other', () => {
  const receiver = synthStack({ encryption: 'CUSTOMER_MANAGED' });
  const target = addFunction(new Stack(Stage.of(receiver), 'Targets'));
  const { webhooks } = receiver;
  const add = () =>
    new ChangeRule(receiver, 'Leads', { webhooks, detailType: 'page.leadgen', target, idempotency: true });
  expect(codedErrorBy(add)).toMatchObject({
    code: 'CONFIGURATION_INVALID',
    hint: 'Create the rule in the stack of the function.',
  });
});

describe('a receiver of another app', () => {
  const BUS_ARN = 'arn:aws:events:eu-central-1:123456789012:event-bus/receiver-bus';
  const synthesize = (importFrom: (stack: Stack) => IMetaWebhooks, largeValues = false): Template => {
    const stack = new Stack(new App({ builtinCloudFormationValidation: false }), 'Crm', {
      env: { account: '123456789012', region: 'eu-central-1' },
    });
    const webhooks = importFrom(stack);
    new ChangeRule(stack, 'Leads', { webhooks, detailType: 'page.leadgen', target: addFunction(stack), largeValues });
    return Template.fromStack(stack);
  };

  it.each([
    { what: 'the ARN', importFrom: (stack: Stack) => MetaWebhooks.fromEventBusArn(stack, 'Webhooks', BUS_ARN) },
    {
      what: 'the name',
      importFrom: (stack: Stack) => MetaWebhooks.fromEventBusName(stack, 'Webhooks', 'receiver-bus'),
    },
  ])('is known by $what of its bus', ({ importFrom }) => {
    const template = synthesize(importFrom);
    template.hasResourceProperties('AWS::Events::Rule', {
      EventBusName: 'receiver-bus',
      EventPattern: { source: ['meta.webhooks'], 'detail-type': ['page.leadgen'] },
    });
    template.resourceCountIs('AWS::Lambda::EventInvokeConfig', 1);
  });

  it('lets the function read large values if its bucket is known', () => {
    const importWithBucket = (stack: Stack): IMetaWebhooks =>
      MetaWebhooks.fromAttributes(stack, 'Webhooks', {
        eventBus: EventBus.fromEventBusArn(stack, 'Bus', BUS_ARN),
        bucket: Bucket.fromBucketName(stack, 'Bucket', 'receiver-bucket'),
      });
    const template = synthesize(importWithBucket, true);
    expect(JSON.stringify(ofType(template, 'AWS::IAM::Policy'))).toContain(':s3:::receiver-bucket/values/*');
    expect(
      codedErrorBy(() => synthesize((stack) => MetaWebhooks.fromEventBusArn(stack, 'Webhooks', BUS_ARN), true)),
    ).toMatchObject({
      code: 'CONFIGURATION_INVALID',
      hint: 'Import the receiver with its bucket.',
      problems: ['Crm/Leads: largeValues requires the bucket of the receiver'],
    });
  });
});

describe('a name that does not exist', () => {
  const receiver = synthStack({ apps: { meta: {}, shop: {} } });
  const target = new Queue(receiver, 'Inbox');
  let count = 0;
  const add = (changes: Record<string, unknown>) => (): unknown =>
    receiver.onChange(`Typo${(count += 1)}`, { target, detailType: 'page.leadgen', ...changes });

  it.each([
    { what: 'object', changes: { detailType: 'instagarm.comments' }, near: 'instagram.comments' },
    { what: 'field', changes: { detailType: 'instagram.coments' }, near: 'instagram.comments' },
    { what: 'object and field', changes: { detailType: 'instagarm.coments' }, near: 'instagram.comments' },
    { what: 'second detail-type', changes: { detailType: ['page.feed', 'page.leadgne'] }, near: 'page.leadgen' },
    { what: 'object, which is missing,', changes: { detailType: 'leadgen' }, near: 'page.leadgen' },
    { what: 'kind', changes: { detailType: 'page.messages', kinds: ['massage'] }, near: 'message' },
    { what: 'app', changes: { app: 'shopp' }, near: 'shop' },
  ])('as $what stops the synthesis and names the nearest: $near', ({ changes, near }) => {
    expect(codedErrorBy(add(changes))).toMatchObject({
      code: 'CONFIGURATION_INVALID',
      problems: [
        expect.stringMatching(new RegExp(`^MetaWebhooks/Default/Typo\\d+: .* did you mean ([\\w.]+ or )*${near}[ ?]`)),
      ],
    });
  });

  it.each([
    { what: 'no detail-type', changes: { detailType: [] }, problem: 'detailType is []' },
    { what: 'no kind', changes: { kinds: [] }, problem: 'kinds is []' },
    {
      what: 'the name of every permission',
      changes: { detailType: 'permissions.*' },
      problem: 'must be in the catalog',
    },
    { what: 'a malformed new name', changes: { detailType: 'unlisted:page' }, problem: 'must be in the catalog' },
  ])('or $what stops it too', ({ changes, problem }) => {
    expect(codedErrorBy(add(changes))).toMatchObject({ problems: [expect.stringContaining(problem)] });
  });

  it.each([
    { what: 'a new field', changes: { detailType: 'unlisted:page.new_field', kinds: ['anything'] } },
    { what: 'a permission', changes: { detailType: 'permissions.pages_manage_metadata' } },
    { what: 'the standby channel', changes: { detailType: 'page.standby', kinds: ['standby.message'] } },
    { what: 'errors of WhatsApp', changes: { detailType: 'whatsapp_business_account.messages', kinds: ['errors'] } },
  ])('but $what is fine', ({ changes }) => {
    expect(add(changes)).not.toThrow();
  });
});
