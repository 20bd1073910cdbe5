import { describe, expect, it } from '@jest/globals';
import { Annotations, Template } from 'aws-cdk-lib/assertions';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { App, Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { ConfigurationError } from '../../lib/configuration/rules.ts';
import { MetaWebhooks } from '../../lib/meta-webhooks.ts';
import type { MetaWebhooksProps } from '../../lib/meta-webhooks-props.ts';
import { listResources, type Resource } from './synth.ts';

const code = (): Code => Code.fromInline('exports.handler = async () => {};');
const receive = (scope: Construct, id: string, props: MetaWebhooksProps = {}): MetaWebhooks =>
  new MetaWebhooks(scope, id, { ...props, code });
const newApp = (): App => new App({ builtinCloudFormationValidation: false }); // and no context flags

/** Two receivers in one stack, and one with the id of the first in another stack. */
const app = newApp();
const [shop, other] = [new Stack(app, 'Shop'), new Stack(app, 'Other')];
const first = receive(shop, 'Webhooks', { apps: { shop: {}, blog: {} } });
receive(shop, 'Web-2');
receive(other, 'Webhooks');
const crm = new Stack(app, 'Crm');
first.onChange('Leads', { detailType: 'page.leadgen', target: new Queue(shop, 'LeadsQueue') });
const [shopTemplate, otherTemplate] = [Template.fromStack(shop), Template.fromStack(other)];
const resources = listResources(shopTemplate);

/** The values of a property of all resources of a type, as the template has them. */
const values = (type: string, property: string, of: Readonly<Record<string, Resource>> = resources): unknown[] =>
  Object.values(of)
    .filter(({ Type }) => Type === type)
    .map(({ Properties }) => Properties[property]);
const namespaces = (of: Readonly<Record<string, Resource>>): unknown[] => [
  ...new Set(
    values('AWS::Lambda::Function', 'Environment', of).map(
      (environment) => (environment as { Variables: Record<string, unknown> }).Variables['METRICS_NAMESPACE'],
    ),
  ),
];

describe('two receivers in a stack', () => {
  it('write their metrics into two namespaces: the names of the stack and of the construct', () => {
    expect(namespaces(resources)).toEqual(['Shop-Webhooks', 'Shop-Web2']);
  });

  it('have two APIs and two access logs with these names', () => {
    expect(values('AWS::ApiGatewayV2::Api', 'Name')).toEqual(['Shop-Webhooks', 'Shop-Web2']);
    expect(values('AWS::Logs::LogGroup', 'LogGroupName').filter((name) => name !== undefined)).toEqual([
      '/aws/vendedlogs/apigateway/Shop-Webhooks',
      '/aws/vendedlogs/apigateway/Shop-Web2',
    ]);
  });

  it('share no resource: each has a bus, two queues, a table, a bucket and the secrets of its apps', () => {
    const count = (type: string): number => Object.values(resources).filter(({ Type }) => Type === type).length;
    expect(['AWS::Events::EventBus', 'AWS::DynamoDB::Table', 'AWS::S3::Bucket'].map(count)).toEqual([2, 2, 2]);
    expect([count('AWS::SQS::Queue'), count('AWS::SecretsManager::Secret')]).toEqual([2 * 2 + 2, 2 + 1]);
  });

  it('fix no logical id: CloudFormation could not tell those of two receivers apart', () => {
    const own = Object.keys(resources).filter((id) => !id.startsWith('LeadsQueue'));
    for (const id of own) expect(id).toMatch(/^(Webhooks|Web2)\w*[0-9A-F]{8}$/);
  });
});

describe('the output of a receiver, from which the commands read', () => {
  const outputs = (shopTemplate.toJSON() as { Outputs: Record<string, { Value: unknown; Export?: unknown }> }).Outputs;

  /** The JSON as CloudFormation puts it together: the logical id stands for what it refers to. */
  function read(id: string): Record<string, unknown> {
    const { 'Fn::Join': join } = outputs[id]!.Value as { 'Fn::Join': [string, unknown[]] };
    const parts = join[1].map((part) => {
      if (typeof part === 'string') return part;
      const { Ref: ref, 'Fn::GetAtt': attribute } = part as { Ref?: string; 'Fn::GetAtt'?: [string, string] };
      return ref ?? attribute!.join('.');
    });
    return JSON.parse(parts.join('')) as Record<string, unknown>;
  }

  it('is named after the construct, and is the only output', () => {
    expect(Object.keys(outputs)).toEqual(['WebhooksReceiver', 'Web2Receiver']);
  });

  it('is no export, whose value has at most 1,024 characters', () => {
    for (const { Export } of Object.values(outputs)) expect(Export).toBeUndefined();
  });

  it('names everything that a command needs', () => {
    const id = (pattern: RegExp): unknown => expect.stringMatching(pattern);
    expect(read('WebhooksReceiver')).toEqual({
      version: 1,
      id: 'Webhooks',
      namespace: 'Shop-Webhooks',
      apps: {
        shop: {
          callbackUrl: id(/^WebhooksIngressApi\w+\.ApiEndpoint\/webhooks\/shop$/),
          secretArn: id(/^WebhooksSecretShop/),
        },
        blog: {
          callbackUrl: id(/^WebhooksIngressApi\w+\.ApiEndpoint\/webhooks\/blog$/),
          secretArn: id(/^WebhooksSecretBlog/),
        },
      },
      eventBusName: id(/^WebhooksBus\w+$/),
      eventBusArn: id(/^WebhooksBus\w+\.Arn$/),
      queueUrl: id(/^WebhooksDeliveriesQueue/),
      deadLetterQueueUrl: id(/^WebhooksDeliveriesDeadLetters/),
      claimTableName: id(/^WebhooksClaimsTable/),
      archiveBucketName: id(/^WebhooksArchiveBucket/),
      dedupeWindowSeconds: 22 * 24 * 3600,
      ingressLogGroupName: id(/^WebhooksIngressHandlerLog/),
      workerLogGroupName: id(/^WebhooksWorkerHandlerLog/),
    });
    expect(read('Web2Receiver')).toMatchObject({ id: 'Web2', namespace: 'Shop-Web2', queueUrl: id(/^Web2/) });
  });
});

it('a receiver alone in its stack takes the name of the stack', () => {
  expect(namespaces(listResources(otherTemplate))).toEqual(['Other']);
  expect(values('AWS::ApiGatewayV2::Api', 'Name', listResources(otherTemplate))).toEqual(['Other']);
});

it('buses of the same construct id in two stacks have two names', () => {
  const names = [resources, listResources(otherTemplate)].flatMap((of) => values('AWS::Events::EventBus', 'Name', of));
  expect(new Set(names).size).toBe(3);
});

it('a receiver without context flags has no warning that its user could not answer', () => {
  expect(Annotations.fromStack(other).findWarning('*', '.*')).toEqual([]);
});

describe('a stack that cannot be told apart stops the synthesis', () => {
  const problemsOf = (act: () => unknown): readonly string[] => {
    try {
      act();
    } catch (error) {
      if (error instanceof ConfigurationError) return error.problems;
      throw error;
    }
    return [];
  };

  it('two ids that agree without other characters than letters and digits', () => {
    const stack = new Stack(newApp(), 'Shop');
    receive(stack, 'Web-hooks');
    expect(problemsOf(() => receive(stack, 'Webhooks'))).toEqual([
      'Shop/Webhooks: its id is Webhooks without other characters than letters and digits, as is that of Shop/Web-hooks',
    ]);
  });

  it('an id without a letter or a digit', () => {
    expect(problemsOf(() => receive(new Stack(newApp(), 'Shop'), '--'))).toEqual([
      'Shop/--: the id has no letter and no digit',
    ]);
  });

  it('a namespace that a stack with a longer name has too', () => {
    const ambiguous = newApp();
    const stack = new Stack(ambiguous, 'A');
    receive(stack, 'B');
    receive(stack, 'C');
    receive(new Stack(ambiguous, 'A-B'), 'Webhooks');
    expect(() => ambiguous.synth()).toThrow('A/B: its namespace is A-B, as is that of A-B/Webhooks');
  });
});

describe('an app of a receiver', () => {
  it('has a callback URL and a secret', () => {
    expect(shop.resolve(first.callbackUrl('blog'))).toEqual({
      'Fn::Join': [
        '',
        [{ 'Fn::GetAtt': [expect.stringMatching(/^WebhooksIngressApi/), 'ApiEndpoint'] }, '/webhooks/blog'],
      ],
    });
    expect(shop.resolve(first.appSecret('blog').secretArn)).toEqual({
      Ref: expect.stringMatching(/^WebhooksSecretBlog/),
    });
  });

  it('that does not exist stops the synthesis, with the nearest name', () => {
    for (const act of [
      () => first.callbackUrl('shpo'),
      () => first.appSecret('shpo'),
      () => first.metric('Emitted', { app: 'shpo' }),
    ])
      expect(act).toThrow('Shop/Webhooks: there is no app shpo: must be one of shop, blog; did you mean shop?');
  });
});

it('an imported receiver says what it lacks', () => {
  const imported = MetaWebhooks.fromEventBusName(crm, 'Imported', 'bus');
  expect(() => imported.metricEmitted({ app: 'shop' })).toThrow('the imported receiver has no namespace');
});
