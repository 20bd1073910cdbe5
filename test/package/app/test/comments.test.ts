import { App } from 'aws-cdk-lib/core';
import { Template } from 'aws-cdk-lib/assertions';
import { sampleEvent, signedRequest } from 'meta-webhooks-aws/testing';
import { handler } from '../consumers/comments';
import { ReceiversStack } from '../lib/receivers-stack';

test('a consumer gets an event like those on the bus', async () => {
  await handler(sampleEvent('instagram.comments', { value: { text: 'Nice!' } }));
  expect(await handler(sampleEvent('instagram.comments', { value: { text: 'open today?' } }))).toEqual(['open today?']);
});

test('a request is signed', () => {
  expect(signedRequest('{}', { appSecret: 'secret' }).headers['x-hub-signature-256']).toMatch(/^sha256=[0-9a-f]{64}$/);
});

test('two receivers fit into one stack', () => {
  const template = Template.fromStack(new ReceiversStack(new App(), 'Test'));
  template.resourceCountIs('AWS::ApiGatewayV2::Api', 2);
});
