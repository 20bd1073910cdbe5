import { describe, expect, it } from '@jest/globals';
import { findProblems, listGrants, shortRole, type Run } from './permissions.ts';

const WORKER = 'MetaWebhooks-WorkerHandlerRole148E68E8-E640E1F70C153';
const BUS = 'arn:aws:events:us-east-1:000000000000:event-bus/orders';
const TABLE = 'arn:aws:dynamodb:us-east-1:000000000000:table/claims';
const OBJECTS = 'arn:aws:s3:::archive/raw/*';

const allowed = { role: WORKER, action: 'events:PutEvents', resource: BUS, allowed: true };
const denied = { ...allowed, allowed: false };
const grant = { role: WORKER, action: 'events:PutEvents', resource: BUS };
const row = { role: 'WorkerHandler', action: 'events:PutEvents', resource: '*', reason: 'a test takes it away' };

const listProblems = (run: Partial<Run>): string[] =>
  findProblems({ decisions: [], grants: [], deniedOnPurpose: [], unused: [], complete: true, ...run });

describe('the decisions about the roles of a deployment', () => {
  it.each([
    { rule: 'nothing is wrong when each grant was used', run: { decisions: [allowed], grants: [grant] }, want: [] },
    {
      rule: 'a denial is named by role, action and ARN',
      run: { decisions: [denied, denied] },
      want: [`denied: ${WORKER} events:PutEvents ${BUS}`],
    },
    {
      rule: 'a request that nobody signed is a denial with its code',
      run: { decisions: [{ ...denied, role: '', error: 'MissingAuthenticationToken' }] },
      want: [`denied: no role events:PutEvents ${BUS} (MissingAuthenticationToken)`],
    },
    { rule: 'a denial on purpose is right', run: { decisions: [denied], deniedOnPurpose: [row] }, want: [] },
    {
      rule: 'a denial on purpose has to happen',
      run: { deniedOnPurpose: [row] },
      want: ['expected to be denied, but was not: WorkerHandler events:PutEvents *'],
    },
    {
      rule: 'a grant that was only denied is unused',
      run: { decisions: [denied], deniedOnPurpose: [row], grants: [grant] },
      want: [`granted but never used: ${WORKER} events:PutEvents ${BUS}`],
    },
    {
      rule: 'another role that uses an action does not use this one',
      run: { decisions: [{ ...allowed, role: 'another' }], grants: [grant] },
      want: [`granted but never used: ${WORKER} events:PutEvents ${BUS}`],
    },
    { rule: 'an unused grant may have an explanation', run: { grants: [grant], unused: [row] }, want: [] },
    {
      rule: 'an explanation of what was used is out of date',
      run: { decisions: [allowed], grants: [grant], unused: [row] },
      want: ['explained as never used, but was used or is not granted: WorkerHandler events:PutEvents *'],
    },
    {
      rule: 'an object below a prefix uses the grant of the prefix',
      run: {
        decisions: [{ role: WORKER, action: 's3:GetObject', resource: 'arn:aws:s3:::archive/raw/a/b', allowed: true }],
        grants: [{ role: WORKER, action: 's3:GetObject', resource: OBJECTS }],
      },
      want: [],
    },
    {
      rule: 'an object elsewhere does not',
      run: {
        decisions: [{ role: WORKER, action: 's3:GetObject', resource: 'arn:aws:s3:::archive/values/a', allowed: true }],
        grants: [{ role: WORKER, action: 's3:GetObject', resource: OBJECTS }],
      },
      want: [`granted but never used: ${WORKER} s3:GetObject ${OBJECTS}`],
    },
  ])('$rule', ({ run, want }) => {
    expect(listProblems(run)).toEqual(want);
  });

  it('after a part of the suites only denials count', () => {
    expect(listProblems({ decisions: [denied], grants: [grant], unused: [row], complete: false })).toEqual([
      `denied: ${WORKER} events:PutEvents ${BUS}`,
    ]);
  });
});

it('a policy grants each action of an Allow on each of its resources, and nothing by a Deny', () => {
  expect(
    listGrants('worker', [
      { Effect: 'Allow', Action: ['dynamodb:PutItem', 'dynamodb:GetItem'], Resource: [TABLE, BUS] },
      { Effect: 'Allow', Action: 's3:GetObject', Resource: OBJECTS },
      { Effect: 'Deny', Action: 's3:*', Resource: '*' },
    ]),
  ).toEqual([
    { role: 'worker', action: 'dynamodb:PutItem', resource: TABLE },
    { role: 'worker', action: 'dynamodb:PutItem', resource: BUS },
    { role: 'worker', action: 'dynamodb:GetItem', resource: TABLE },
    { role: 'worker', action: 'dynamodb:GetItem', resource: BUS },
    { role: 'worker', action: 's3:GetObject', resource: OBJECTS },
  ]);
});

it('a role of the stack is called as its construct, another by its name', () => {
  expect(shortRole(WORKER)).toBe('WorkerHandler');
  expect(shortRole('cdk-hnb659fds-deploy-role-000000000000-us-east-1')).toBe(
    'cdk-hnb659fds-deploy-role-000000000000-us-east-1',
  );
});
