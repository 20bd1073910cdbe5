import { describe, expect, it } from '@jest/globals';
import { Template } from 'aws-cdk-lib/assertions';
import { App } from 'aws-cdk-lib/core';
import { InstagramBus, InstagramToAnotherAccount } from '../../examples/events-to-another-account/stack.ts';
import { MessagesToSqs } from '../../examples/events-to-sqs/stack.ts';
import { arn, propertiesOf, resourcesOf, synthesiseWith } from '../lib/synth.ts';

describe('events to SQS', () => {
  const template = synthesiseWith((receiver) => new MessagesToSqs(receiver, 'Inbox'));
  const queue = Object.keys(resourcesOf(template)).find((id) => id.startsWith('InboxQueue'))!;

  it('gets messages, and no message that was taken back', () => {
    expect(propertiesOf(template, 'AWS::Events::Rule')).toMatchObject({
      EventPattern: { 'detail-type': ['page.messages'], detail: { kind: ['message'] } },
      Targets: [{ Arn: arn(queue), DeadLetterConfig: expect.anything() }],
    });
  });

  it('may be filled by its rule only', () => {
    const { Statement } = propertiesOf(template, 'AWS::SQS::QueuePolicy', 'InboxQueue')['PolicyDocument'] as { Statement: { Effect: string }[] };
    expect(Statement.filter(({ Effect }) => Effect === 'Allow')).toEqual([
      expect.objectContaining({
        Principal: { Service: 'events.amazonaws.com' },
        Condition: expect.objectContaining({ ArnEquals: { 'aws:SourceArn': { 'Fn::GetAtt': [expect.stringMatching(/^InboxChangesRule/), 'Arn'] } } }),
      }),
    ]);
  });
});

describe('events to another account', () => {
  const BUS = 'arn:aws:events:eu-central-1:222222222222:event-bus/meta-instagram';

  it('sends everything of one object, by a role that may put events there and nothing else', () => {
    const template = synthesiseWith((receiver) => new InstagramToAnotherAccount(receiver, 'ToShop', { busArn: BUS }));
    expect(propertiesOf(template, 'AWS::Events::Rule')).toMatchObject({
      EventPattern: { source: ['meta.webhooks'], detail: { object: ['instagram'] } },
      Targets: [{ Arn: BUS, RoleArn: expect.anything(), DeadLetterConfig: expect.anything() }],
    });
    const { Statement } = propertiesOf(template, 'AWS::IAM::Policy', 'ToShop')['PolicyDocument'] as { Statement: unknown };
    expect(Statement).toEqual([{ Effect: 'Allow', Action: 'events:PutEvents', Resource: BUS }]);
  });

  it('is taken there from the receiver’s account only, and only what the receiver emits', () => {
    const template = Template.fromStack(new InstagramBus(new App(), 'InstagramBus', { receiverAccount: '111111111111' }));
    expect(propertiesOf(template, 'AWS::Events::EventBus')).toMatchObject({ Name: 'meta-instagram' });
    expect(propertiesOf(template, 'AWS::Events::EventBusPolicy')).toMatchObject({
      Statement: {
        Effect: 'Allow',
        Principal: { AWS: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::111111111111:root']] } },
        Action: 'events:PutEvents',
        Condition: { StringEquals: { 'events:source': 'meta.webhooks' } },
      },
    });
  });
});
