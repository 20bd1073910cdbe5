import { expect, it } from '@jest/globals';
import { TemplateResolver } from '../support/policies/resolve-template.ts';

const template = {
  Mappings: { Consoles: { aws: { host: 'commercial' }, 'aws-us-gov': { host: 'gov' } } },
  Resources: {
    Dead: { Type: 'AWS::SQS::Queue' },
    Log: {
      Type: 'AWS::Logs::LogGroup',
      Properties: { LogGroupName: { 'Fn::Join': ['/', ['', { Ref: 'AWS::StackName' }]] } },
    },
    Secret: { Type: 'AWS::SecretsManager::Secret' },
    Api: { Type: 'AWS::ApiGatewayV2::Api' },
  },
};
const resolver = new TemplateResolver(template, {
  partition: 'aws-us-gov',
  region: 'us-gov-west-1',
  account: '111122223333',
  stackName: 'Receiver',
});

/** Forms of ARNs: https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html */
it.each([
  {
    rule: 'an ARN',
    value: { 'Fn::GetAtt': ['Dead', 'Arn'] },
    want: 'arn:aws-us-gov:sqs:us-gov-west-1:111122223333:Receiver-Dead-1A2B3C4D5E6F',
  },
  {
    rule: 'an ARN of a resource with a name',
    value: { 'Fn::GetAtt': ['Log', 'Arn'] },
    want: 'arn:aws-us-gov:logs:us-gov-west-1:111122223333:log-group:/Receiver:*',
  },
  {
    rule: 'a secret, whose reference is its ARN',
    value: { Ref: 'Secret' },
    want: 'arn:aws-us-gov:secretsmanager:us-gov-west-1:111122223333:secret:Receiver-Secret-1A2B3C4D5E6F-AbCdEf',
  },
  {
    rule: 'parts that are joined, in a list',
    value: [{ 'Fn::Join': ['', ['sqs.', { Ref: 'AWS::Region' }, '.', { Ref: 'AWS::URLSuffix' }]] }],
    want: ['sqs.us-gov-west-1.amazonaws.com'],
  },
  {
    rule: 'a mapping of the partition',
    value: { host: { 'Fn::FindInMap': ['Consoles', { Ref: 'AWS::Partition' }, 'host'] } },
    want: { host: 'gov' },
  },
])('resolves $rule', ({ value, want }) => {
  expect(resolver.resolve(value)).toEqual(want);
});

it.each([
  { rule: 'nothing', value: { Ref: 'Gone' }, message: 'no resource Gone' },
  { rule: 'an ARN of an unknown form', value: { 'Fn::GetAtt': ['Api', 'Arn'] }, message: 'ARN of Api' },
  { rule: 'a missing entry', value: { 'Fn::FindInMap': ['Consoles', 'aws-cn', 'host'] }, message: 'no aws-cn.host' },
  { rule: 'an unknown function', value: { 'Fn::Split': [',', 'a,b'] }, message: 'Fn::Split is not supported' },
])('a reference to $rule is an error', ({ value, message }) => {
  expect(() => resolver.resolve(value)).toThrow(message);
});
