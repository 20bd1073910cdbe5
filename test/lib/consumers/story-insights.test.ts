import { describe, expect, it } from '@jest/globals';
import { arn, readProperties, ref, listResources, synthesize } from '../synth.ts';

const template = synthesize({ storyInsights: true });
const resources = listResources(template);
const getId = (type: string, prefix: string): string =>
  Object.entries(resources).find(([id, { Type }]) => Type === type && id.startsWith(prefix))![0];

it('without the switch there is nothing of it', () => {
  expect(JSON.stringify(synthesize().toJSON())).not.toMatch(/story/i);
});

describe('paused', () => {
  it('stores nothing new, and everything stays in the stack, so that no table is orphaned', () => {
    const paused = listResources(synthesize({ storyInsights: 'PAUSED' }));
    const rules = Object.entries(paused).filter(([, { Type }]) => Type === 'AWS::Events::Rule');
    expect(rules.map(([, { Properties }]) => Properties['State'])).toEqual(['DISABLED']);
    const rule = rules[0]![0];
    const [before, after] = [resources, paused].map((all) => ({ ...all, [rule]: undefined }));
    expect(after).toEqual(before);
  });
});

describe('the table of readings', () => {
  it("has a reading once in an account, and an account's readings by time", () => {
    expect(resources['StoryInsightsTable']!.Properties).toEqual({
      AttributeDefinitions: [
        { AttributeName: 'account', AttributeType: 'S' },
        { AttributeName: 'reading', AttributeType: 'S' },
        { AttributeName: 'time', AttributeType: 'S' },
      ],
      KeySchema: [
        { AttributeName: 'account', KeyType: 'HASH' },
        { AttributeName: 'reading', KeyType: 'RANGE' },
      ],
      LocalSecondaryIndexes: [
        {
          IndexName: 'byTime',
          KeySchema: [
            { AttributeName: 'account', KeyType: 'HASH' },
            { AttributeName: 'time', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'ALL' },
        },
      ],
      BillingMode: 'PAY_PER_REQUEST',
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    });
  });

  it('stays when the stack goes, and is named in an output', () => {
    expect(resources['StoryInsightsTable']).toMatchObject({
      DeletionPolicy: 'RetainExceptOnCreate',
      UpdateReplacePolicy: 'Retain',
    });
    expect(template.findOutputs('StoryInsightsTableName')).toMatchObject({
      StoryInsightsTableName: { Value: ref('StoryInsightsTable') },
    });
  });
});

describe('its function', () => {
  it('gets the story insights of every app', () => {
    expect(readProperties(template, 'AWS::Events::Rule')).toMatchObject({
      EventBusName: ref('EventBus'),
      EventPattern: { source: ['meta.webhooks'], 'detail-type': ['instagram.story_insights'] },
      Targets: [
        {
          Arn: arn(getId('AWS::Lambda::Function', 'StoryInsights')),
          DeadLetterConfig: { Arn: arn(getId('AWS::SQS::Queue', 'StoryInsightsChanges')) },
        },
      ],
    });
  });

  it('may write its log and the table, and dead-letter what it failed at', () => {
    const { Statement } = readProperties(template, 'AWS::IAM::Policy', 'StoryInsights')['PolicyDocument'] as {
      Statement: { Action: unknown; Resource: unknown }[];
    };
    expect(Statement.map(({ Action, Resource }) => [Action, Resource])).toEqual([
      [['logs:CreateLogStream', 'logs:PutLogEvents'], arn(getId('AWS::Logs::LogGroup', 'StoryInsights'))],
      ['dynamodb:PutItem', arn('StoryInsightsTable')],
      ['sqs:SendMessage', arn(getId('AWS::SQS::Queue', 'StoryInsightsChanges'))],
    ]);
  });

  it('knows the table', () => {
    expect(readProperties(template, 'AWS::Lambda::Function', 'StoryInsights')).toMatchObject({
      Timeout: 10,
      Environment: { Variables: { TABLE_NAME: ref('StoryInsightsTable') } },
    });
  });
});
