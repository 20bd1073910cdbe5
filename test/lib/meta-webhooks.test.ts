import { describe, expect, it } from '@jest/globals';
import { Template } from 'aws-cdk-lib/assertions';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { App, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import { MetaWebhooks } from '../../lib/meta-webhooks.ts';
import type { MetaWebhooksProps } from '../../lib/meta-webhooks-props.ts';
import { listResources } from './synth.ts';

const code = (): Code => Code.fromInline('exports.handler = async () => {};');
const stack = new Stack(new App({ builtinCloudFormationValidation: false }), 'Shop');
const webhooks = new MetaWebhooks(stack, 'Webhooks', {
  code,
  removalPolicy: RemovalPolicy.DESTROY,
  storyInsights: true,
});
const role = new Role(stack, 'Operator', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') });
webhooks.grantReplay(role);
webhooks.grantReadValues(role);
const template = Template.fromStack(stack);

describe('removalPolicy DESTROY', () => {
  it('is that of everything that is otherwise retained', () => {
    const retained = Object.entries(listResources(template)).filter(
      ([, { DeletionPolicy = 'Delete' }]) => DeletionPolicy !== 'Delete',
    );
    expect(retained).toEqual([]);
  });
});

describe('grants', () => {
  it('allow no more than their names say', () => {
    const [policy] = Object.values(template.findResources('AWS::IAM::Policy')).filter((one) =>
      JSON.stringify(one).includes('"Roles":[{"Ref":"Operator'),
    ) as { Properties: { PolicyDocument: { Statement: { Action: unknown; Resource: unknown }[] } } }[];
    const statements = policy!.Properties.PolicyDocument.Statement.map(
      ({ Action, Resource }) =>
        `${JSON.stringify(Action)} ${
          JSON.stringify(Resource)
            .match(/\/\w+\/\*/g)
            ?.join() ?? ''
        }`,
    );
    expect(statements.toSorted()).toEqual([
      '"s3:GetObject" /deliveries/*,/oversize/*',
      '"s3:GetObject" /values/*',
      '"s3:ListBucket" ',
      '"sqs:SendMessage" ',
    ]);
  });
});

describe('a metric', () => {
  it('has the dimensions that its function writes, and the only app by itself', () => {
    expect(webhooks.metricEmitted().dimensions).toEqual({ service: 'worker', app: 'meta' });
    expect(webhooks.metricEmitted({ object: 'page' }).dimensions).toEqual({
      service: 'worker',
      app: 'meta',
      object: 'page',
    });
    expect(webhooks.metricAccepted().dimensions).toEqual({ service: 'ingress', app: 'meta' });
    expect(webhooks.metricDeadLettered().dimensions).toEqual({ service: 'worker' });
    expect(webhooks.metric('Throttled').dimensions).toBeUndefined();
  });

  it('is in the namespace of the receiver, with the statistic of its unit', () => {
    const latency = webhooks.metric('ResponseLatency', { period: Duration.minutes(1) });
    expect(stack.resolve(latency.namespace)).toBe('Shop');
    expect([latency.statistic, latency.period.toSeconds()]).toEqual(['p99', 60]);
    expect(webhooks.metricEmitted().statistic).toBe('Sum');
  });

  it('that nothing writes stops the synthesis', () => {
    expect(() => webhooks.metric('Emited' as 'Emitted')).toThrow('there is no metric Emited; did you mean Emitted?');
    expect(() => webhooks.metricAccepted({ object: 'page' })).toThrow('Accepted is written by app, not by app, object');
  });
});

describe('properties that cannot be deployed stop the synthesis, each with its name', () => {
  it.each<{ rule: string; props: MetaWebhooksProps; want: string }>([
    {
      rule: "a dedupe window that Meta's retries outlast",
      props: { dedupeWindow: Duration.days(3) },
      want: 'Bad/Webhooks.dedupeWindow is 3 days: must be 8 to 365 whole days, because Meta retries for 7 days',
    },
    {
      rule: 'half a day of archive',
      props: { archiveRetention: Duration.hours(12) },
      want: 'Bad/Webhooks.archiveRetention is 0.5 days: must be 0 to 3650 whole days',
    },
    {
      rule: 'a misspelt property, which a type assertion let through',
      props: { archiveRetenton: Duration.days(1) } as MetaWebhooksProps,
      want: 'did you mean archiveRetention?',
    },
    {
      rule: 'a field that the catalog lacks',
      props: { apps: { meta: { subscriptions: { page: ['leadgn'] } } } },
      want: 'did you mean leadgen?',
    },
  ])('$rule', ({ props, want }) => {
    expect(() => new MetaWebhooks(new Stack(new App(), 'Bad'), 'Webhooks', { ...props, code })).toThrow(want);
  });
});
