import { describe, expect, it } from '@jest/globals';
import { Template } from 'aws-cdk-lib/assertions';
import { App } from 'aws-cdk-lib/core';
import { ReceivingStack } from '../../examples/events-to-another-account/receiving-stack.ts';
import { ToAnotherAccount, type ToAnotherAccountProps } from '../../examples/events-to-another-account/stack.ts';
import { arn, readProperties, ref, synthesizeWith } from '../lib/synth.ts';
import { getId, listPermissions } from './statements.ts';

const [SENDER, OTHER] = ['111111111111', '222222222222'];
const BUS = `arn:aws:events:eu-central-1:${OTHER}:event-bus/changes`;
const sending = (props: Pick<ToAnotherAccountProps, 'detailTypes'> = {}): Template =>
  synthesizeWith(
    (receiver) => new ToAnotherAccount(receiver, 'Onward', { webhooks: receiver.webhooks, busArn: BUS, ...props }),
  );

describe('the sending account', () => {
  const template = sending();

  it("sends all of our bus's changes on, and keeps what it could not send", () => {
    const deadLetters = getId(template, 'AWS::SQS::Queue', 'Onward');
    expect(readProperties(template, 'AWS::Events::Rule')).toMatchObject({
      EventBusName: ref('EventBus'),
      EventPattern: { source: ['meta.webhooks'] },
      Targets: [
        {
          Arn: BUS,
          RoleArn: arn(getId(template, 'AWS::IAM::Role', 'Onward')),
          DeadLetterConfig: { Arn: arn(deadLetters) },
        },
      ],
    });
    expect(readProperties(template, 'AWS::SQS::QueuePolicy', 'Onward')['PolicyDocument']).toMatchObject({
      Statement: [
        { Effect: 'Deny' },
        { Effect: 'Allow', Action: 'sqs:SendMessage', Principal: { Service: 'events.amazonaws.com' } },
      ],
    });
  });

  it('may send some only', () => {
    expect(readProperties(sending({ detailTypes: ['page.leadgen'] }), 'AWS::Events::Rule')['EventPattern']).toEqual({
      source: ['meta.webhooks'],
      'detail-type': ['page.leadgen'],
    });
  });

  it('has a role that EventBridge alone may take, and that may put events on that bus, and nothing else', () => {
    expect(listPermissions(template, 'Onward')).toEqual([['events:PutEvents', BUS]]);
    expect(readProperties(template, 'AWS::IAM::Role', 'Onward')['AssumeRolePolicyDocument']).toMatchObject({
      Statement: [{ Action: 'sts:AssumeRole', Principal: { Service: 'events.amazonaws.com' } }],
    });
  });
});

describe('the other account', () => {
  const stack = new ReceivingStack(new App({ builtinCloudFormationValidation: false }), 'Other', {
    busName: 'changes',
    senderAccount: SENDER,
    env: { account: OTHER, region: 'eu-central-1' },
  });
  const template = Template.fromStack(stack);
  const bus = getId(template, 'AWS::Events::EventBus', 'Bus');

  it(
    "has a bus of the name that the sender knows, and lets that account put the receiver's events there, " +
      'nobody else and nothing else',
    () => {
      expect(readProperties(template, 'AWS::Events::EventBus')).toEqual({ Name: 'changes' });
      // AWS deprecated it for Statement, and a synthesis warns of it.
      expect(readProperties(template, 'AWS::Events::EventBusPolicy')).not.toHaveProperty('Principal');
      expect(readProperties(template, 'AWS::Events::EventBusPolicy')).toMatchObject({
        EventBusName: ref(bus),
        Statement: {
          Effect: 'Allow',
          Action: 'events:PutEvents',
          Principal: { AWS: { 'Fn::Join': ['', ['arn:', ref('AWS::Partition'), `:iam::${SENDER}:root`]] } },
          Resource: arn(bus),
          Condition: { 'ForAllValues:StringEquals': { 'events:source': 'meta.webhooks' } },
        },
      });
    },
  );

  it('puts them into a queue, with a dead-letter queue', () => {
    expect(readProperties(template, 'AWS::Events::Rule')).toMatchObject({
      EventBusName: ref(bus),
      EventPattern: { source: ['meta.webhooks'] },
      Targets: [
        {
          Arn: arn(getId(template, 'AWS::SQS::Queue', 'Changes')),
          DeadLetterConfig: { Arn: arn(getId(template, 'AWS::SQS::Queue', 'DeadLetters')) },
        },
      ],
    });
  });
});
