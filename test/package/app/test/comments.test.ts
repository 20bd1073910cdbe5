import { App } from 'aws-cdk-lib/core';
import { Template } from 'aws-cdk-lib/assertions';
import { lambdaContext, sampleEvent, signedRequest } from 'meta-webhooks-aws/testing';
import { handler } from '../consumers/comments';
import { ReceiversStack } from '../lib/receivers-stack';

test('a consumer processes each change once', async () => {
  const log = jest.spyOn(console, 'log').mockImplementation(() => undefined);
  const question = sampleEvent('instagram.comments', { value: { id: '1', text: 'open today?' } });
  const praise = sampleEvent('instagram.comments', { value: { id: '2', text: 'Nice!' } });
  const outcomes = [];
  for (const event of [question, praise, question]) outcomes.push(await handler(event, lambdaContext()));
  expect(outcomes).toEqual(['done', 'done', 'duplicate']);
  expect(log.mock.calls).toEqual([
    [`comment ${question.detail.id}: open today?`],
    [`comment ${praise.detail.id}: Nice!`],
  ]);
});

test('a consumer rejects an event that its rule would not match', async () => {
  const event = sampleEvent('page.leadgen') as never;
  await expect(handler(event, lambdaContext())).rejects.toMatchObject({ code: 'UNEXPECTED_DETAIL_TYPE' });
});

test('a request is signed', () => {
  expect(signedRequest('{}', { appSecret: 'secret' }).headers['x-hub-signature-256']).toMatch(/^sha256=[0-9a-f]{64}$/);
});

test('two receivers fit into one stack', () => {
  const template = Template.fromStack(new ReceiversStack(new App(), 'Test'));
  template.resourceCountIs('AWS::ApiGatewayV2::Api', 2);
});
