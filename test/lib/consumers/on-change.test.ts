import { describe, expect, it } from '@jest/globals';
import { Template } from 'aws-cdk-lib/assertions';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { App, Duration } from 'aws-cdk-lib/core';
import { readConfiguration } from '../../../lib/configuration/configuration.ts';
import { MetaWebhooksStack } from '../../../lib/meta-webhooks-stack.ts';
import { arn, propertiesOf, ref, resourcesOf } from '../synth.ts';

const code = (): Code => Code.fromInline('exports.handler = async () => {};');

function withConsumer(add: (stack: MetaWebhooksStack) => void): Template {
  const stack = new MetaWebhooksStack(new App({ builtinCloudFormationValidation: false }), 'MetaWebhooks', { configuration: readConfiguration(undefined), code });
  add(stack);
  return Template.fromStack(stack);
}

const leadsToFunction = (): Template =>
  withConsumer((stack) => {
    const target = new LambdaFunction(stack, 'Crm', { runtime: Runtime.NODEJS_24_X, handler: 'index.handler', code: code() });
    stack.onChange('Leads', { object: 'page', field: 'leadgen', target });
  });

describe('a consumer', () => {
  it('gets the events of its field from our bus and nobody else', () => {
    expect(propertiesOf(leadsToFunction(), 'AWS::Events::Rule')).toMatchObject({
      EventBusName: ref('EventBus'),
      EventPattern: { source: ['meta.webhooks'], 'detail-type': ['page.leadgen'] },
    });
  });

  it('may ask for kinds and one app only', () => {
    const template = withConsumer((stack) => {
      const target = new Queue(stack, 'Inbox');
      stack.onChange('Messages', { object: 'page', field: 'messages', kinds: ['message'], app: 'shop', target });
    });
    expect(propertiesOf(template, 'AWS::Events::Rule')).toMatchObject({
      EventPattern: { source: ['meta.webhooks'], 'detail-type': ['page.messages'], detail: { kind: ['message'], app: ['shop'] } },
    });
  });

  it('has what its target did not take kept for 14 days, after 24 hours of tries', () => {
    const template = leadsToFunction();
    const [id, queue] = Object.entries(resourcesOf(template)).find(([name]) => name.startsWith('LeadsDeadLetters') && !name.includes('Policy'))!;
    expect(queue).toMatchObject({ DeletionPolicy: 'Retain', Properties: { MessageRetentionPeriod: 1_209_600, SqsManagedSseEnabled: true } });
    expect(propertiesOf(template, 'AWS::Events::Rule')).toMatchObject({
      Targets: [{ DeadLetterConfig: { Arn: arn(id) }, RetryPolicy: { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 } }],
    });
  });

  it('may be given up earlier', () => {
    const template = withConsumer((stack) => {
      stack.onChange('Stories', { object: 'instagram', field: 'story_insights', target: new Queue(stack, 'Q'), maxEventAge: Duration.hours(1), retryAttempts: 3 });
    });
    expect(propertiesOf(template, 'AWS::Events::Rule')).toMatchObject({
      Targets: [{ RetryPolicy: { MaximumEventAgeInSeconds: 3_600, MaximumRetryAttempts: 3 } }],
    });
  });

  it('may be called by its own rule only', () => {
    expect(propertiesOf(leadsToFunction(), 'AWS::Lambda::Permission', 'Leads')).toMatchObject({
      Action: 'lambda:InvokeFunction',
      Principal: 'events.amazonaws.com',
      SourceArn: { 'Fn::GetAtt': [expect.stringMatching(/^LeadsRule/), 'Arn'] },
    });
  });

  it('is checked against the catalog by the compiler', () => {
    withConsumer((stack) => {
      const target = new Queue(stack, 'Q');
      // @ts-expect-error the catalog has no such field
      stack.onChange('Typo', { object: 'page', field: 'leadgne', target });
      // @ts-expect-error nor such a kind of this field
      stack.onChange('Kind', { object: 'page', field: 'messages', kinds: ['massage'], target });
    });
    expect.assertions(0);
  });
});
