import { describe, expect, it } from '@jest/globals';
import { evaluateCondition } from '../support/policies/evaluate-condition.ts';
import { matchesArn, matchesWildcards } from '../support/policies/wildcards.ts';
import type { Condition, RequestContext } from '../support/policies/policy.ts';

interface Example {
  readonly rule: string;
  readonly condition: Condition;
  readonly context: RequestContext;
  readonly want: boolean;
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_ARN */
const PATTERN = 'arn:aws:someservice:*:111122223333:finance/*';
const ARN = 'arn:aws:someservice:us-east-2:999999999999:store/abc:111122223333:finance/document.txt';
const SOURCE = { ArnEquals: { 'aws:SourceArn': 'arn:aws:sns:REGION:123456789012:TOPIC-ID' } };
const TYPES = ['t1.*', 't2.*', 'm3.*'];

describe('the examples of the IAM User Guide on condition operators', () => {
  it.each<Example>([
    {
      rule: 'StringLike: an asterisk reaches over colons',
      condition: { StringLike: { key: PATTERN } },
      context: { key: ARN },
      want: true,
    },
    {
      rule: 'ArnLike: an asterisk does not reach over colons',
      condition: { ArnLike: { key: PATTERN } },
      context: { key: ARN },
      want: false,
    },
    {
      rule: 'ArnEquals: the topic itself',
      condition: SOURCE,
      context: { 'aws:SourceArn': 'arn:aws:sns:REGION:123456789012:TOPIC-ID' },
      want: true,
    },
    { rule: 'ArnEquals: a user who calls directly has no aws:SourceArn', condition: SOURCE, context: {}, want: false },
    {
      rule: 'ArnEquals and ArnLike behave identically',
      condition: { ArnEquals: { 'aws:SourceArn': 'arn:aws:sns:*:123456789012:TOPIC-??' } },
      context: { 'aws:SourceArn': 'arn:aws:sns:REGION:123456789012:TOPIC-ID' },
      want: true,
    },
    {
      rule: 'StringLike: an image has no ec2:InstanceType',
      condition: { StringLike: { 'ec2:InstanceType': TYPES } },
      context: {},
      want: false,
    },
    {
      rule: 'StringLikeIfExists: an image has no ec2:InstanceType',
      condition: { StringLikeIfExists: { 'ec2:InstanceType': TYPES } },
      context: {},
      want: true,
    },
    {
      rule: 'StringLikeIfExists: an instance of type t2',
      condition: { StringLikeIfExists: { 'ec2:InstanceType': TYPES } },
      context: { 'ec2:InstanceType': 't2.micro' },
      want: true,
    },
    {
      rule: 'StringLikeIfExists: an instance of another type',
      condition: { StringLikeIfExists: { 'ec2:InstanceType': TYPES } },
      context: { 'ec2:InstanceType': 'm5.large' },
      want: false,
    },
    {
      rule: 'Null: no temporary credentials',
      condition: { Null: { 'aws:TokenIssueTime': 'true' } },
      context: {},
      want: true,
    },
    {
      rule: 'Null: temporary credentials',
      condition: { Null: { 'aws:TokenIssueTime': 'true' } },
      context: { 'aws:TokenIssueTime': '2026-11-28T00:00:00Z' },
      want: false,
    },
    {
      rule: 'a key that is not present makes StringNotLike true',
      condition: { StringNotLike: { 'aws:SourceArn': '*' } },
      context: {},
      want: true,
    },
    {
      rule: 'a key that is not present makes ArnNotLike true',
      condition: { ArnNotLike: { 'aws:SourceArn': 'arn:*:*:*:*:*' } },
      context: {},
      want: true,
    },
  ])('$rule', ({ condition, context, want }) => {
    expect(evaluateCondition(condition, context)).toBe(want);
  });
});

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_multi-value-conditions.html */
describe('the examples of the IAM User Guide on several values of one key', () => {
  const all = { 'ForAllValues:StringLike': { 'dynamodb:requestedAttributes': ['PostDateTime', 'Message', 'Tags'] } };
  const any = { 'ForAnyValue:StringLike': { 'dynamodb:requestedAttributes': ['ID', 'PostDateTime'] } };

  it.each([
    { rule: 'ForAllValues: each is in the policy', condition: all, values: ['PostDateTime', 'Message'], want: true },
    { rule: 'ForAllValues: ID is not', condition: all, values: ['PostDateTime', 'Message', 'ID'], want: false },
    { rule: 'ForAllValues: UserName is not', condition: all, values: ['PostDateTime', 'UserName'], want: false },
    { rule: 'ForAllValues: none', condition: all, values: [], want: true },
    {
      rule: 'ForAnyValue: PostDateTime is',
      condition: any,
      values: ['UserName', 'Message', 'PostDateTime'],
      want: true,
    },
    { rule: 'ForAnyValue: UserName is not', condition: any, values: ['UserName'], want: false },
    { rule: 'ForAnyValue: none', condition: any, values: [], want: false },
  ])('$rule', ({ condition, values, want }) => {
    expect(evaluateCondition(condition, { 'dynamodb:requestedAttributes': values })).toBe(want);
  });
});

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html */
describe('several operators, keys and values', () => {
  const condition = {
    StringEquals: { 'kms:ViaService': ['ec2.us-west-2.amazonaws.com', 'rds.us-west-2.amazonaws.com'] },
    Bool: { 'aws:SecureTransport': true },
  };
  const context = { 'kms:ViaService': 'rds.us-west-2.amazonaws.com', 'aws:SecureTransport': 'true' };

  it.each<Example>([
    { rule: 'one of the values is enough, for each of the keys', condition, context, want: true },
    {
      rule: 'one key that does not match is too many',
      condition,
      context: { ...context, 'aws:SecureTransport': 'false' },
      want: false,
    },
    {
      rule: 'a negated operator excludes every value',
      condition: { StringNotEquals: { 'aws:PrincipalAccount': ['111122223333', '444455556666'] } },
      context: { 'aws:PrincipalAccount': '444455556666' },
      want: false,
    },
    {
      rule: 'the name of a key is not case-sensitive, its value is',
      condition: { StringEquals: { 'KMS:viaservice': 'sqs.us-west-2.amazonaws.com' } },
      context: { 'kms:ViaService': 'sqs.us-west-2.amazonaws.com' },
      want: true,
    },
    {
      rule: 'StringEquals has no wildcards',
      condition: { StringEquals: { 'kms:ViaService': 'sqs.*.amazonaws.com' } },
      context: { 'kms:ViaService': 'sqs.us-west-2.amazonaws.com' },
      want: false,
    },
    {
      rule: 'StringEqualsIgnoreCase ignores case',
      condition: { StringEqualsIgnoreCase: { 'aws:PrincipalTag/team': 'Finance' } },
      context: { 'aws:PrincipalTag/team': 'finance' },
      want: true,
    },
  ])('$rule', ({ condition: given, context: of, want }) => {
    expect(evaluateCondition(given, of)).toBe(want);
  });
});

describe('what the evaluation does not know, it does not guess', () => {
  it.each<{ rule: string; condition: Condition; message: string }>([
    { rule: 'another operator', condition: { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } }, message: 'IpAddress' },
    {
      rule: 'a policy variable',
      condition: { StringEquals: { 'aws:SourceArn': '${aws:PrincipalArn}' } },
      message: 'policy variables',
    },
    { rule: 'a list without a set operator', condition: { StringEquals: { list: 'a' } }, message: 'ForAnyValue' },
    {
      rule: 'a set operator with IfExists',
      condition: { 'ForAnyValue:StringEqualsIfExists': { list: 'a' } },
      message: 'not supported',
    },
  ])('$rule', ({ condition, message }) => {
    const context = { list: ['a', 'b'], 'aws:SourceIp': '203.0.113.7', 'aws:SourceArn': 'x' };
    expect(() => evaluateCondition(condition, context)).toThrow(message);
  });
});

it('a dot, a bracket and a plus in a pattern are characters', () => {
  expect(matchesWildcards('t2.micro', 't2xmicro')).toBe(false);
  expect(matchesWildcards('a[b]+(c)', 'a[b]+(c)')).toBe(true);
});

it('a text that is no ARN matches no pattern of one', () => {
  expect(matchesArn('arn:*:*:*:*:*', 'not an ARN')).toBe(false);
  expect(matchesArn('*', ARN)).toBe(false);
});
