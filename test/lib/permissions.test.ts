import { describe, expect, it } from '@jest/globals';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { Template } from 'aws-cdk-lib/assertions';
import { EVERYTHING_ON } from './everything-on.ts';
import { listResources, synthStack } from './synth.ts';

interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action?: string | readonly string[];
  readonly NotAction?: unknown;
  readonly Resource?: unknown;
  readonly NotResource?: unknown;
  readonly Principal?: unknown;
}

interface FoundStatement extends Statement {
  readonly id: string;
  readonly type: string;
}

/** Where a statement may say "every resource", and why. */
const EVERY_RESOURCE: readonly { readonly type: string; readonly why: string }[] = [
  { type: 'AWS::KMS::Key', why: 'a key policy can speak of its own key only, and "*" is how it names it' },
  { type: 'AWS::IAM::Role', why: 'a trust policy has no resource: it speaks of its own role' },
];

/** A pattern that stands at the end of a named bucket's prefix. */
const PREFIX = /^\/(deliveries|oversize|values)\/\*$/;

/**
 * Every statement of a template, wherever it stands: in policies of roles, in those of resources, written by CDK or by
 * us.
 */
function listStatements(template: Template): FoundStatement[] {
  return Object.entries(listResources(template)).flatMap(([id, { Type, Properties }]) =>
    documentsIn(Properties).map((statement) => ({ ...statement, id, type: Type })),
  );
}

function documentsIn(value: unknown): Statement[] {
  if (typeof value !== 'object' || value === null) return [];
  if ('Statement' in value) return [(value as { Statement: Statement | Statement[] }).Statement].flat();
  return Object.values(value).flatMap(documentsIn);
}

/** What is wrong with a statement, in words; nothing when it names what it allows. */
function findFaults({ Effect, Action, NotAction, Resource, NotResource, Principal, type }: FoundStatement): string[] {
  if (Effect === 'Deny') return []; // takes away: the more the better
  const actions = handsKeyToAccount(type, Principal) ? [] : [Action ?? 'no action'].flat();
  const resources = [Resource ?? '*']
    .flat()
    .map((resource) => (typeof resource === 'string' ? resource : literalsIn(resource)));
  return [
    ...(NotAction !== undefined || NotResource !== undefined ? ['says what it does not allow'] : []),
    ...actions.filter((action) => !/^[a-z0-9-]+:[A-Za-z]+$/.test(action)).map((action) => `the action ${action}`),
    ...resources
      .filter((resource) => resource.includes('*') && !mayBeWide(type, resource))
      .map((resource) => `the resource ${resource}`),
  ];
}

/**
 * The one statement that may say "every action": a key's policy hands the key to its account's IAM, as KMS wants it.
 * Without it nobody could ever change the key again.
 */
const handsKeyToAccount = (type: string, principal: unknown): boolean =>
  type === 'AWS::KMS::Key' && JSON.stringify(principal ?? '').endsWith(':root"]]}}');

const mayBeWide = (type: string, resource: string): boolean =>
  resource === '*' ? EVERY_RESOURCE.some((exception) => exception.type === type) : PREFIX.test(resource);

/** The plain text of a resource that is put together at deployment. */
function literalsIn(resource: unknown): string {
  const parts = (resource as { readonly 'Fn::Join'?: [string, unknown[]] })['Fn::Join']?.[1] ?? [];
  return parts.filter((part) => typeof part === 'string').join('');
}

const templateWith = (metaWebhooks: unknown): Template => {
  const stack = synthStack(metaWebhooks);
  stack.onChange('Leads', { detailType: 'page.leadgen', target: new Queue(stack, 'Mine', { enforceSSL: true }) });
  return Template.fromStack(stack);
};

describe.each([
  { configuration: 'the defaults', metaWebhooks: undefined },
  { configuration: 'everything switched on', metaWebhooks: EVERYTHING_ON },
  { configuration: 'no archive', metaWebhooks: { archiveDays: 0 } },
  { configuration: 'no archive and everything else switched on', metaWebhooks: { ...EVERYTHING_ON, archiveDays: 0 } },
])('with $configuration', ({ metaWebhooks }) => {
  const statements = listStatements(templateWith(metaWebhooks));

  it('every statement that allows something names its actions and its resources', () => {
    expect(statements.length).toBeGreaterThan(10);
    expect(
      statements.map((statement) => [statement.id, findFaults(statement)]).filter(([, faults]) => faults!.length > 0),
    ).toEqual([]);
  });

  it('nobody who is not named is allowed anything', () => {
    for (const statement of statements.filter(({ Effect }) => Effect === 'Allow')) {
      expect(statement).not.toHaveProperty('NotPrincipal');
      expect(JSON.stringify(statement.Principal ?? {})).not.toContain('*');
    }
  });
});

describe('this test notices', () => {
  const found = (statement: Omit<Statement, 'Effect'>, type = 'AWS::IAM::Policy'): string[] =>
    findFaults({ Effect: 'Allow', id: 'Id', type, ...statement });

  it.each([
    {
      rule: 'a wildcard for a part of an action',
      statement: { Action: 'sqs:*', Resource: 'arn' },
      fault: 'the action sqs:*',
    },
    {
      rule: 'one action of several',
      statement: { Action: ['sqs:SendMessage', 's3:Get*'], Resource: 'arn' },
      fault: 'the action s3:Get*',
    },
    { rule: 'every resource', statement: { Action: 's3:GetObject', Resource: '*' }, fault: 'the resource *' },
    { rule: 'no resource at all', statement: { Action: 's3:GetObject' }, fault: 'the resource *' },
    {
      rule: 'a whole bucket',
      statement: { Action: 's3:GetObject', Resource: { 'Fn::Join': ['', [{ Ref: 'B' }, '/*']] } },
      fault: 'the resource /*',
    },
    {
      rule: 'an exception turned round',
      statement: { NotAction: 's3:GetObject', Action: 's3:PutObject', Resource: 'arn' },
      fault: 'says what it does not allow',
    },
  ])('$rule', ({ statement, fault }) => {
    expect(found(statement)).toEqual([fault]);
  });
});
