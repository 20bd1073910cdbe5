import { describe, expect, it } from '@jest/globals';
import type { Template } from 'aws-cdk-lib/assertions';
import { Alias, Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import type { FunctionOptions, IFunction } from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { Duration } from 'aws-cdk-lib/core';
import type { ChangeRuleOptions } from '../../../lib/consumers/change-rule.ts';
import type { MetaWebhooksStack } from '../../../lib/meta-webhooks-stack.ts';
import {
  arn,
  below,
  readProperties,
  ref,
  listResources,
  synthStack,
  synthesizeWith as withConsumer,
} from '../synth.ts';

const functionIn = (stack: MetaWebhooksStack, options: FunctionOptions = {}): LambdaFunction =>
  new LambdaFunction(stack, 'Crm', {
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: Code.fromInline('x'),
    ...options,
  });

const leadsToFunction = (): Template =>
  withConsumer((stack) => {
    stack.onChange('Leads', { detailType: 'page.leadgen', target: functionIn(stack) });
  });

describe('a consumer', () => {
  it('gets the events of its field from our bus and nobody else', () => {
    expect(readProperties(leadsToFunction(), 'AWS::Events::Rule')).toMatchObject({
      EventBusName: ref('EventBus'),
      EventPattern: { source: ['meta.webhooks'], 'detail-type': ['page.leadgen'] },
    });
  });

  it('may ask for kinds and one app only', () => {
    const template = withConsumer(
      (stack) => {
        const target = new Queue(stack, 'Inbox');
        stack.onChange('Messages', { detailType: 'page.messages', kinds: ['message'], app: 'shop', target });
      },
      { apps: { meta: {}, shop: {} } },
    );
    expect(readProperties(template, 'AWS::Events::Rule')).toMatchObject({
      EventPattern: {
        source: ['meta.webhooks'],
        'detail-type': ['page.messages'],
        detail: { kind: ['message'], app: ['shop'] },
      },
    });
  });

  it('has what its target did not take kept for 14 days, after 24 hours of tries', () => {
    const template = leadsToFunction();
    const [id, queue] = Object.entries(listResources(template)).find(
      ([name]) => name.startsWith('LeadsDeadLetters') && !name.includes('Policy'),
    )!;
    expect(queue).toMatchObject({
      DeletionPolicy: 'RetainExceptOnCreate',
      Properties: { MessageRetentionPeriod: 1_209_600, SqsManagedSseEnabled: true },
    });
    expect(readProperties(template, 'AWS::Events::Rule')).toMatchObject({
      Targets: [
        {
          DeadLetterConfig: { Arn: arn(id) },
          RetryPolicy: { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 },
        },
      ],
    });
  });

  it('may be given up earlier', () => {
    const template = withConsumer((stack) => {
      stack.onChange('Stories', {
        detailType: 'instagram.story_insights',
        target: new Queue(stack, 'Q'),
        maxEventAge: Duration.hours(1),
        retryAttempts: 3,
      });
    });
    expect(readProperties(template, 'AWS::Events::Rule')).toMatchObject({
      Targets: [{ RetryPolicy: { MaximumEventAgeInSeconds: 3_600, MaximumRetryAttempts: 3 } }],
    });
  });

  it('may be called by its own rule only', () => {
    expect(readProperties(leadsToFunction(), 'AWS::Lambda::Permission', 'Leads')).toMatchObject({
      Action: 'lambda:InvokeFunction',
      Principal: 'events.amazonaws.com',
      SourceArn: { 'Fn::GetAtt': [expect.stringMatching(/^LeadsRule/), 'Arn'] },
    });
  });
});

/** The consumer of leads, and what its function may do. */
const leads = (props: Partial<ChangeRuleOptions<'page.leadgen'>>, metaWebhooks?: unknown): Template =>
  withConsumer(
    (stack) => void stack.onChange('Leads', { target: functionIn(stack), ...props, detailType: 'page.leadgen' }),
    metaWebhooks,
  );
const listStatements = (template: Template): unknown[] =>
  (readProperties(template, 'AWS::IAM::Policy', 'Crm')['PolicyDocument'] as { Statement: unknown[] }).Statement;
const getId = (template: Template, type: string, idPrefix: string): string =>
  Object.entries(listResources(template)).find(([id, { Type }]) => Type === type && id.startsWith(idPrefix))![0];
const FAILURES = 'meta-webhooks-aws:failures-are-dropped';
const findWarnings = (add: (stack: MetaWebhooksStack) => void): unknown[] => {
  const receiver = synthStack();
  add(receiver);
  return receiver.node
    .findAll()
    .flatMap(({ node }) =>
      node.metadata.filter(({ type }) => type === 'aws:cdk:warning').map(({ data }) => data as unknown),
    );
};

describe('a function that throws', () => {
  it('is tried twice more, then its event goes to the dead letters of its rule', () => {
    const template = leadsToFunction();
    const deadLetters = getId(template, 'AWS::SQS::Queue', 'LeadsDeadLetters');
    expect(readProperties(template, 'AWS::Lambda::EventInvokeConfig')).toEqual({
      FunctionName: ref(getId(template, 'AWS::Lambda::Function', 'Crm')),
      Qualifier: '$LATEST',
      DestinationConfig: { OnFailure: { Destination: arn(deadLetters) } },
      MaximumEventAgeInSeconds: 21_600, // Lambda's limit
      MaximumRetryAttempts: 2, // likewise
    });
    expect(listStatements(template)).toEqual([
      { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: arn(deadLetters) },
    ]);
  });

  it('may be given up earlier', () => {
    expect(
      readProperties(leads({ maxEventAge: Duration.minutes(5), retryAttempts: 0 }), 'AWS::Lambda::EventInvokeConfig'),
    ).toMatchObject({
      MaximumEventAgeInSeconds: 300,
      MaximumRetryAttempts: 0,
    });
  });

  it.each([
    {
      what: 'an alias',
      target: (stack: MetaWebhooksStack): IFunction =>
        new Alias(stack, 'Live', { aliasName: 'live', version: functionIn(stack).currentVersion }),
      named: 'Live',
    },
    {
      what: 'a version',
      target: (stack: MetaWebhooksStack): IFunction => functionIn(stack).currentVersion,
      named: 'CrmCurrentVersion',
    },
  ])('as $what too', ({ target, named }) => {
    const template = withConsumer(
      (stack) => void stack.onChange('Leads', { detailType: 'page.leadgen', target: target(stack) }),
    );
    const { Qualifier, DestinationConfig } = readProperties(template, 'AWS::Lambda::EventInvokeConfig');
    expect(JSON.stringify(Qualifier)).toMatch(new RegExp(`"(?:Ref|Fn::GetAtt)":\\[?"${named}`));
    expect(DestinationConfig).toEqual({
      OnFailure: { Destination: arn(getId(template, 'AWS::SQS::Queue', 'LeadsDeadLetters')) },
    });
  });

  it('keeps the destination that it has', () => {
    const template = withConsumer((stack) => {
      const own = new Queue(stack, 'Own');
      stack.onChange('Leads', {
        detailType: 'page.leadgen',
        target: functionIn(stack, { onFailure: new SqsDestination(own) }),
      });
    });
    const destination = arn(getId(template, 'AWS::SQS::Queue', 'Own'));
    expect(readProperties(template, 'AWS::Lambda::EventInvokeConfig')).toMatchObject({
      DestinationConfig: { OnFailure: { Destination: destination } },
    });
  });

  it('has one destination, that of its first field', () => {
    const template = withConsumer((stack) => {
      const target = functionIn(stack);
      stack.onChange('Leads', { detailType: 'page.leadgen', target });
      stack.onChange('Ratings', { detailType: 'page.ratings', target });
    });
    expect(readProperties(template, 'AWS::Lambda::EventInvokeConfig')).toMatchObject({
      DestinationConfig: { OnFailure: { Destination: arn(getId(template, 'AWS::SQS::Queue', 'LeadsDeadLetters')) } },
    });
  });

  it.each([
    {
      what: 'is imported',
      target: (stack: MetaWebhooksStack) =>
        LambdaFunction.fromFunctionArn(stack, 'Crm', 'arn:aws:lambda:eu-central-1:123456789012:function:crm'),
    },
    {
      what: 'has settings without a destination',
      target: (stack: MetaWebhooksStack) => functionIn(stack, { retryAttempts: 1 }),
    },
  ])('and $what is left alone, with a warning', ({ target }) => {
    expect(
      findWarnings((stack) => void stack.onChange('Leads', { detailType: 'page.leadgen', target: target(stack) })),
    ).toContainEqual(expect.stringContaining(FAILURES));
  });

  it('does not concern a queue', () => {
    withConsumer(
      (stack) => void stack.onChange('Leads', { detailType: 'page.leadgen', target: new Queue(stack, 'Inbox') }),
    ).resourceCountIs('AWS::Lambda::EventInvokeConfig', 0);
  });
});

describe('once per change', () => {
  const TABLE = 'CrmIdempotencyTable';

  it('makes a table that is paid per request, forgets by `expiration`, has no backups and goes with the function', () => {
    const template = leads({ idempotency: true });
    const table = listResources(template)[getId(template, 'AWS::DynamoDB::Table', TABLE)]!;
    expect(table).toMatchObject({ DeletionPolicy: 'Delete' });
    expect(table.Properties).toEqual({
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      BillingMode: 'PAY_PER_REQUEST',
      TimeToLiveSpecification: { AttributeName: 'expiration', Enabled: true },
    });
  });

  it('lets the function use that table, and tells it its name and the dedupe window', () => {
    const template = leads({ idempotency: true }, { dedupeWindowDays: 30 });
    const table = getId(template, 'AWS::DynamoDB::Table', TABLE);
    expect(listStatements(template)).toContainEqual({
      Effect: 'Allow',
      Action: ['dynamodb:DeleteItem', 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
      Resource: arn(table),
    });
    expect(readProperties(template, 'AWS::Lambda::Function', 'Crm')).toMatchObject({
      Environment: { Variables: { IDEMPOTENCY_TABLE_NAME: ref(table), IDEMPOTENCY_WINDOW_SECONDS: '2592000' } },
    });
  });

  it('makes one table for all fields of a function', () => {
    const template = withConsumer((stack) => {
      const target = functionIn(stack);
      stack.onChange('Leads', { detailType: 'page.leadgen', target, idempotency: true });
      stack.onChange('Ratings', { detailType: 'page.ratings', target, idempotency: true });
    });
    expect(
      Object.keys(template.findResources('AWS::DynamoDB::Table')).filter((id) => id.startsWith('Crm')),
    ).toHaveLength(1);
  });

  it.each([
    { timeoutSeconds: 60, warned: 0 },
    { timeoutSeconds: 61, warned: 1 },
  ])('warns $warned times of a time-out of $timeoutSeconds s', ({ timeoutSeconds, warned }) => {
    const target = (stack: MetaWebhooksStack): IFunction =>
      functionIn(stack, { timeout: Duration.seconds(timeoutSeconds) });
    expect(
      findWarnings(
        (stack) =>
          void stack.onChange('Leads', {
            detailType: 'page.leadgen',
            target: target(stack),
            idempotency: true,
          }),
      ),
    ).toHaveLength(warned);
  });
});

describe('large values', () => {
  it('may be read by the function, and nothing else of the bucket', () => {
    expect(listStatements(leads({ largeValues: true }))).toContainEqual({
      Effect: 'Allow',
      Action: 's3:GetObject',
      Resource: below('ArchiveBucket', 'values/*'),
    });
  });
});

it.each([
  { option: 'idempotency', what: 'a queue', target: (stack: MetaWebhooksStack) => new Queue(stack, 'Inbox') },
  { option: 'largeValues', what: 'a queue', target: (stack: MetaWebhooksStack) => new Queue(stack, 'Inbox') },
  {
    option: 'idempotency',
    what: 'an imported function',
    target: (stack: MetaWebhooksStack) =>
      LambdaFunction.fromFunctionArn(stack, 'Crm', 'arn:aws:lambda:eu-central-1:123456789012:function:crm'),
  },
])("$option is refused for $what, with the consumer's name", ({ option, target }) => {
  expect(() =>
    withConsumer(
      (stack) => void stack.onChange('Leads', { detailType: 'page.leadgen', target: target(stack), [option]: true }),
    ),
  ).toThrow(new RegExp(`^CONFIGURATION_INVALID: .*\\n {2}MetaWebhooks/Default/Leads: ${option} requires a target`));
});
