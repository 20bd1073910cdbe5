import { describe, expect, it } from '@jest/globals';
import type { PolicyDocument, RequestContext } from '../../support/policies/policy.ts';
import { CALLS, KMS_ACTIONS } from './calls.ts';
import { DeployedKey, shorten, type KeyRequest } from './deployed-key.ts';

const ACCOUNT = '111122223333';
const OTHER_ACCOUNT = '444455556666';

interface Row extends KeyRequest {
  readonly name: string;
  readonly operation: string;
}

describe.each([
  { partition: 'aws', region: 'eu-central-1' } as const,
  { partition: 'aws-us-gov', region: 'us-gov-west-1' } as const,
])('in $partition', ({ partition, region }) => {
  const key = new DeployedKey({ partition, region, account: ACCOUNT, stackName: 'MetaWebhooks' });
  const rows: readonly Row[] = CALLS.flatMap(([name, operation, resources]) =>
    resources.flatMap((resource) =>
      KMS_ACTIONS[operation]!.map((action) => ({
        name,
        operation,
        caller: key.findCaller(name),
        action,
        context: key.createContext([name, operation], resource),
      })),
    ),
  );
  const ofRoles = rows.filter(({ caller }) => 'role' in caller);
  const ofEvents = rows.filter(({ name }) => name === 'events.amazonaws.com');
  const ofLogs = rows.filter(({ name }) => name === 'logs.amazonaws.com');
  /** Lists what is allowed of the requests, each with a change. */
  const allowedWith = (requests: readonly Row[], change: (row: Row) => Partial<KeyRequest>): unknown[] =>
    requests
      .filter((row) => key.decide({ ...row, ...change(row) }) === 'allowed')
      .map(({ name, operation, action, context }) => [name, operation, action, context]);
  const without = (context: RequestContext, ...keys: readonly string[]): RequestContext =>
    Object.fromEntries(Object.entries(context).filter(([one]) => !keys.some((prefix) => one.startsWith(prefix))));

  it('the key may be used for every call of the table', () => {
    expect(allowedWith(rows, () => ({}))).toHaveLength(rows.length);
    expect(rows.length).toBeGreaterThan(100);
  });

  it('the table has every call that a role, EventBridge or CloudWatch Logs may make with an encrypted resource', () => {
    expect(key.listCalls().toSorted()).toEqual(CALLS.toSorted());
    const named = CALLS.flatMap(([, , resources]) => resources);
    expect(key.encryptedResources().filter((id) => !named.includes(shorten(id)))).toEqual([]);
  });

  it('no role may use it directly', () => {
    expect(allowedWith(ofRoles, ({ context }) => ({ context: without(context, 'kms:ViaService') }))).toEqual([]);
  });

  it.each(['ec2', 'lambda', 'ssm', 'events', 'logs', 'sns'])('no role may use it through %s', (service) => {
    const via = { 'kms:ViaService': `${service}.${region}.amazonaws.com` };
    expect(allowedWith(ofRoles, ({ context }) => ({ context: { ...context, ...via } }))).toEqual([]);
  });

  it('no role may use it through a service that it does not call', () => {
    const used = (name: string): string[] =>
      CALLS.filter(([caller]) => caller === name).map(([, operation]) => operation);
    for (const service of ['sqs', 's3', 'dynamodb', 'secretsmanager']) {
      const others = ofRoles.filter(({ name }) => !used(name).some((operation) => operation.startsWith(service)));
      const via = { 'kms:ViaService': `${service}.${region}.amazonaws.com` };
      expect(allowedWith(others, ({ context }) => ({ context: { ...context, ...via } }))).toEqual([]);
    }
  });

  it('no role may use it through a service of another region', () => {
    const moved = ({ context }: Row): Partial<KeyRequest> => ({
      context: { ...context, 'kms:ViaService': String(context['kms:ViaService']).replace(region, 'us-east-2') },
    });
    expect(allowedWith(ofRoles, moved)).toEqual([]);
  });

  it.each(['CreateGrant', 'DisableKey', 'PutKeyPolicy', 'ScheduleKeyDeletion', 'Sign'])(
    'nobody of the table may %s',
    (action) => {
      expect(allowedWith(rows, () => ({ action }))).toEqual([]);
    },
  );

  it('a role of another account may not use it, whatever its own policies allow', () => {
    const caller = { role: `arn:${partition}:iam::${OTHER_ACCOUNT}:role/Any` };
    const all: PolicyDocument = { Statement: { Effect: 'Allow', Action: '*', Resource: '*' } };
    for (const { action, context } of rows)
      expect(key.decide({ caller, action, context }, [all])).toBe('implicit deny');
  });

  it('a role of the account may use it if its own policies allow that, as those of operators and CDK do', () => {
    const caller = { role: `arn:${partition}:iam::${ACCOUNT}:role/Operator` };
    const decrypt: PolicyDocument = { Statement: { Effect: 'Allow', Action: 'kms:Decrypt', Resource: '*' } };
    const administer: PolicyDocument = { Statement: { Effect: 'Allow', Action: '*', Resource: '*' } };
    expect(key.decide({ caller, action: 'Decrypt', context: {} })).toBe('implicit deny');
    expect(key.decide({ caller, action: 'Decrypt', context: {} }, [decrypt])).toBe('allowed');
    expect(key.decide({ caller, action: 'CreateGrant', context: {} }, [administer])).toBe('allowed');
  });

  it('EventBridge may use it for the queues of this account even if KMS does not receive the account of the rule', () => {
    const unknown = ({ context }: Row): Partial<KeyRequest> => ({ context: without(context, 'aws:SourceAccount') });
    expect(allowedWith(ofEvents, unknown)).toHaveLength(ofEvents.length);
  });

  it('EventBridge may not use it for a rule of another account', () => {
    const foreign = { 'aws:SourceAccount': OTHER_ACCOUNT };
    expect(allowedWith(ofEvents, ({ context }) => ({ context: { ...context, ...foreign } }))).toEqual([]);
  });

  it('a service may not use it for the resources of another account or region', () => {
    const elsewhere =
      (from: string, to: string) =>
      ({ context }: Row): Partial<KeyRequest> => ({
        context: Object.fromEntries(
          Object.entries(context).map(([name, value]) => [
            name,
            name.startsWith('kms:EncryptionContext:') ? String(value).replace(from, to) : value,
          ]),
        ),
      });
    expect(allowedWith([...ofEvents, ...ofLogs], elsewhere(ACCOUNT, OTHER_ACCOUNT))).toEqual([]);
    expect(allowedWith([...ofEvents, ...ofLogs], elsewhere(region, 'us-east-2'))).toEqual([]);
  });

  it('a service may not use it without an encryption context', () => {
    const bare = ({ context }: Row): Partial<KeyRequest> => ({ context: without(context, 'kms:EncryptionContext') });
    expect(allowedWith([...ofEvents, ...ofLogs], bare)).toEqual([]);
  });

  it('CloudWatch Logs may not use it for the log group of another stack', () => {
    const arn = `arn:${partition}:logs:${region}:${ACCOUNT}:log-group:OtherStack-Log-1A2B3C4D5E6F`;
    const context = { 'kms:EncryptionContext:aws:logs:arn': arn };
    expect(allowedWith(ofLogs, () => ({ context }))).toEqual([]);
  });

  it.each(['cloudwatch', 'delivery.logs', 'lambda', 'logs', 'logs.us-east-2', 's3', 'sns', 'sqs'])(
    '%s.amazonaws.com may not use it',
    (service) => {
      expect(allowedWith(rows, () => ({ caller: { service: `${service}.amazonaws.com` } }))).toEqual([]);
    },
  );

  it('each permission of a role to use the key is used by a call', () => {
    expect(key.unusedGrants(rows)).toEqual([]);
  });
});
