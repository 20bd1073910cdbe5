import { describe, expect, it } from '@jest/globals';
import { decideKeyAccess, type Decision } from '../support/policies/decide-key-access.ts';
import type { Caller, RequestContext, Statement } from '../support/policies/policy.ts';

const KEY = 'arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const ROLE = 'arn:aws:iam::111122223333:role/RoleForExampleApp';
const FOREIGN_ROLE = 'arn:aws:iam::444455556666:role/ExampleRole';

interface Case {
  readonly caller?: Caller;
  readonly action?: string;
  readonly context?: RequestContext;
  readonly keyPolicy: readonly Statement[];
  readonly identity?: readonly Statement[];
}

const decide = ({
  caller = { role: ROLE },
  action = 'kms:Decrypt',
  context = {},
  keyPolicy,
  identity,
}: Case): Decision =>
  decideKeyAccess(
    { caller, action, resource: KEY, context },
    { keyPolicy: { Statement: keyPolicy }, identityPolicies: identity ? [{ Statement: identity }] : [] },
  );

/** https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html */
const ROOT: Statement = {
  Effect: 'Allow',
  Principal: { AWS: 'arn:aws:iam::111122223333:root' },
  Action: 'kms:*',
  Resource: '*',
};
const DECRYPT: Statement = { Effect: 'Allow', Action: 'kms:Decrypt', Resource: KEY };

describe('the default key policy, which gives the key to the policies of the account', () => {
  it.each<Case & { rule: string; want: Decision }>([
    { rule: 'does not allow a role by itself', keyPolicy: [ROOT], want: 'implicit deny' },
    { rule: 'allows what a policy of the role allows', keyPolicy: [ROOT], identity: [DECRYPT], want: 'allowed' },
    {
      rule: 'also if it names the account by its id',
      keyPolicy: [{ ...ROOT, Principal: { AWS: '111122223333' } }],
      identity: [DECRYPT],
      want: 'allowed',
    },
    {
      rule: 'does not allow another action',
      keyPolicy: [ROOT],
      identity: [DECRYPT],
      action: 'kms:GenerateDataKey',
      want: 'implicit deny',
    },
    {
      rule: 'does not allow the role of another account',
      keyPolicy: [ROOT],
      identity: [DECRYPT],
      caller: { role: FOREIGN_ROLE },
      want: 'implicit deny',
    },
    {
      rule: 'does not allow a service',
      keyPolicy: [ROOT],
      caller: { service: 'events.amazonaws.com' },
      want: 'implicit deny',
    },
    { rule: 'without it, a policy of a role is not enough', keyPolicy: [], identity: [DECRYPT], want: 'implicit deny' },
  ])('$rule', ({ want, ...request }) => {
    expect(decide(request)).toBe(want);
  });
});

/** https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html */
describe('the key policy of ExampleApp', () => {
  const keyPolicy: readonly Statement[] = [
    {
      Effect: 'Allow',
      Principal: { AWS: ROLE },
      Action: 'kms:GenerateDataKey',
      Resource: '*',
      Condition: {
        StringEquals: {
          'kms:EncryptionContext:AppName': 'ExampleApp',
          'kms:EncryptionContext:FilePath': '/var/opt/secrets/',
        },
      },
    },
  ];
  const context = {
    'kms:EncryptionContext:AppName': 'ExampleApp',
    'kms:EncryptionContext:FilePath': '/var/opt/secrets/',
  };
  const action = 'kms:GenerateDataKey';

  it('allows the role with both pairs, without a policy of the role', () => {
    expect(decide({ keyPolicy, action, context })).toBe('allowed');
  });

  it.each<Partial<Case> & { rule: string }>([
    { rule: 'the role with one pair', context: { 'kms:EncryptionContext:AppName': 'ExampleApp' } },
    { rule: 'the role with another value', context: { ...context, 'kms:EncryptionContext:FilePath': '/tmp/' } },
    { rule: 'another action', action: 'kms:Decrypt' },
    { rule: 'another role', caller: { role: `${ROLE}2` } },
  ])('does not allow $rule', (request) => {
    expect(decide({ keyPolicy, action, context, ...request })).toBe('implicit deny');
  });
});

/** https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-modifying-external-accounts.html */
describe('the role of another account', () => {
  const caller = { role: FOREIGN_ROLE };
  const byAccount = { ...ROOT, Principal: { AWS: 'arn:aws:iam::444455556666:root' } };
  const byRole = { ...ROOT, Principal: { AWS: FOREIGN_ROLE } };

  it.each<Case & { rule: string; want: Decision }>([
    { rule: 'needs a policy of its own', caller, keyPolicy: [byAccount], want: 'implicit deny' },
    { rule: 'needs it also if the key policy names the role', caller, keyPolicy: [byRole], want: 'implicit deny' },
    { rule: 'is allowed by both', caller, keyPolicy: [byAccount], identity: [DECRYPT], want: 'allowed' },
  ])('$rule', ({ want, ...request }) => {
    expect(decide(request)).toBe(want);
  });
});

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html */
describe('the key policy for CloudWatch Logs', () => {
  const group = 'arn:aws:logs:us-west-2:111122223333:log-group:log-group-name';
  const keyPolicy: readonly Statement[] = [
    {
      Effect: 'Allow',
      Principal: { Service: 'logs.us-west-2.amazonaws.com' },
      Action: ['kms:Encrypt*', 'kms:Decrypt*', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'],
      Resource: '*',
      Condition: { ArnEquals: { 'kms:EncryptionContext:aws:logs:arn': group } },
    },
  ];
  const caller = { service: 'logs.us-west-2.amazonaws.com' };
  const context = { 'kms:EncryptionContext:aws:logs:arn': group };

  it.each<Partial<Case> & { rule: string; want: Decision }>([
    { rule: 'allows the log group', context, want: 'allowed' },
    { rule: 'allows a form of an action', context, action: 'kms:ReEncryptFrom', want: 'allowed' },
    {
      rule: 'does not allow another log group',
      context: { 'kms:EncryptionContext:aws:logs:arn': `${group}2` },
      want: 'implicit deny',
    },
    {
      rule: 'does not allow the service of another region',
      context,
      caller: { service: 'logs.us-east-1.amazonaws.com' },
      want: 'implicit deny',
    },
    { rule: 'does not allow a role', context, caller: { role: ROLE }, want: 'implicit deny' },
  ])('$rule', ({ want, ...request }) => {
    expect(decide({ keyPolicy, caller, ...request })).toBe(want);
  });
});

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html */
describe('an explicit denial comes before what is allowed', () => {
  const allowed = { keyPolicy: [ROOT], identity: [DECRYPT] };
  const deny = { Effect: 'Deny', Action: 'kms:*', Resource: '*' } as const;

  it.each<Case & { rule: string; want: Decision }>([
    { ...allowed, rule: 'in the key policy', keyPolicy: [ROOT, { ...deny, Principal: '*' }], want: 'explicit deny' },
    {
      ...allowed,
      rule: 'in the key policy, of the whole account',
      keyPolicy: [ROOT, { ...deny, Principal: { AWS: '111122223333' } }],
      want: 'explicit deny',
    },
    { ...allowed, rule: 'in a policy of the role', identity: [DECRYPT, deny], want: 'explicit deny' },
    {
      ...allowed,
      rule: 'but not if it concerns another role',
      keyPolicy: [ROOT, { ...deny, Principal: { AWS: FOREIGN_ROLE } }],
      want: 'allowed',
    },
    {
      ...allowed,
      rule: 'but not if it excepts the action',
      identity: [DECRYPT, { Effect: 'Deny', NotAction: ['kms:Decrypt', 'kms:Encrypt'], Resource: '*' }],
      want: 'allowed',
    },
    {
      ...allowed,
      rule: 'but not if it excepts the key',
      identity: [DECRYPT, { Effect: 'Deny', Action: 'kms:*', NotResource: KEY }],
      want: 'allowed',
    },
    {
      ...allowed,
      rule: 'also without TLS alone',
      identity: [DECRYPT, { ...deny, Condition: { Bool: { 'aws:SecureTransport': 'false' } } }],
      context: { 'aws:SecureTransport': 'false' },
      want: 'explicit deny',
    },
  ])('$rule', ({ want, ...request }) => {
    expect(decide(request)).toBe(want);
  });
});

it('an action in a policy is not case-sensitive, a resource is', () => {
  const identity = [{ ...DECRYPT, Action: 'KMS:decrypt' }];
  expect(decide({ keyPolicy: [ROOT], identity })).toBe('allowed');
  expect(decide({ keyPolicy: [ROOT], identity: [{ ...DECRYPT, Resource: KEY.toUpperCase() }] })).toBe('implicit deny');
});

it.each([
  { rule: 'NotPrincipal', statement: { ...ROOT, NotPrincipal: '*' as const }, message: 'NotPrincipal' },
  {
    rule: 'a key policy without a principal',
    statement: { Effect: 'Allow', Action: 'kms:*' } as const,
    message: 'needs a Principal',
  },
  { rule: 'no action', statement: { Effect: 'Allow', Principal: '*' } as const, message: 'no Action' },
])('$rule is an error', ({ statement, message }) => {
  expect(() => decide({ keyPolicy: [statement] })).toThrow(message);
});
