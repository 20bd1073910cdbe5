import { describe, expect, it } from '@jest/globals';
import { EventsToSqs } from '../../examples/events-to-sqs/stack.ts';
import { arn, readProperties, ref, listResources, synthesizeWith } from '../lib/synth.ts';
import { getId } from './statements.ts';

const template = synthesizeWith(
  (receiver) =>
    new EventsToSqs(receiver, 'Mentions', {
      webhooks: receiver.webhooks,
      detailType: 'instagram.mentions',
      app: 'meta',
    }),
);
const queue = getId(template, 'AWS::SQS::Queue', 'MentionsQueue');
const deadLetters = getId(template, 'AWS::SQS::Queue', 'MentionsDeadLetters');
const undelivered = getId(template, 'AWS::SQS::Queue', 'MentionsChangesDeadLetters');

describe("a field's changes", () => {
  it('go to the queue, and to a queue of their own where that fails', () => {
    expect(readProperties(template, 'AWS::Events::Rule')).toMatchObject({
      EventBusName: ref('EventBus'),
      EventPattern: { source: ['meta.webhooks'], 'detail-type': ['instagram.mentions'], detail: { app: ['meta'] } },
      Targets: [{ Arn: arn(queue), DeadLetterConfig: { Arn: arn(undelivered) } }],
    });
  });

  it('are received five times, then kept aside; both for 14 days, encrypted', () => {
    expect(listResources(template)[queue]!.Properties).toEqual({
      MessageRetentionPeriod: 1_209_600,
      SqsManagedSseEnabled: true,
      VisibilityTimeout: 60,
      RedrivePolicy: { deadLetterTargetArn: arn(deadLetters), maxReceiveCount: 5 },
    });
    expect(listResources(template)[deadLetters]!.Properties).toEqual({
      MessageRetentionPeriod: 1_209_600,
      SqsManagedSseEnabled: true,
    });
  });

  it('can be put there by their rule only, over TLS only', () => {
    const { Statement } = readProperties(template, 'AWS::SQS::QueuePolicy', 'MentionsQueuePolicy')[
      'PolicyDocument'
    ] as {
      Statement: unknown;
    };
    expect(Statement).toEqual([
      expect.objectContaining({
        Effect: 'Deny',
        Action: 'sqs:*',
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      }),
      expect.objectContaining({
        Effect: 'Allow',
        Principal: { Service: 'events.amazonaws.com' },
        Resource: arn(queue),
        Condition: { ArnEquals: { 'aws:SourceArn': arn(getId(template, 'AWS::Events::Rule', 'MentionsChanges')) } },
      }),
    ]);
  });
});
