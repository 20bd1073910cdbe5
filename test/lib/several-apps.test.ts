import { describe, expect, it } from '@jest/globals';
import { DOMAINS } from './everything-on.ts';
import { ref, listResources, synthesize } from './synth.ts';

/** Resources of the first template that are other in the second, by logical id; gone counts as other. */
function changed(before: unknown, after: unknown): string[] {
  const next = listResources(synthesize(after));
  return Object.entries(listResources(synthesize(before)))
    .filter(([id, resource]) => JSON.stringify(resource) !== JSON.stringify(next[id]))
    .map(([id, { Type }]) => `${Type} ${id.replace(/[0-9A-F]{8}$/, '')}`);
}

/** What has to know every app: a configuration and a permission, both updated in place. */
const INGRESS_ONLY = [
  'AWS::IAM::Policy IngressHandlerRoleDefaultPolicy',
  'AWS::Lambda::Function IngressHandlerFunction',
];

describe('an app that is added by configuration', () => {
  it.each([
    { rule: 'behind the first', before: { apps: { meta: {} } }, after: { apps: { meta: {}, shop: {} } } },
    { rule: 'before the first', before: { apps: { meta: {} } }, after: { apps: { aaa: {}, meta: {} } } },
    {
      rule: "whose key begins as the first's",
      before: { apps: { meta: {} } },
      after: { apps: { meta: {}, meta2: {} } },
    },
  ])('$rule leaves everything of the first as it was', ({ before, after }) => {
    expect(changed(before, after)).toEqual(INGRESS_ONLY);
  });

  it('with mutual TLS leaves the domain of the first as it was', () => {
    expect(
      changed({ ...DOMAINS, apps: { meta: {} } }, { ...DOMAINS, apps: { meta: {}, wa: { mutualTls: true } } }),
    ).toEqual(INGRESS_ONLY);
  });

  it('is in the output with its mutual TLS, which the first does not have', () => {
    const template = synthesize({ ...DOMAINS, apps: { meta: {}, wa: { mutualTls: true } } });
    const outputs = template.findOutputs('*') as Record<string, { Value: unknown }>;
    const [receiver] = Object.entries(outputs).filter(([id]) => id.endsWith('Receiver'));
    expect(JSON.stringify(receiver?.[1].Value).match(/mutualTls/g)).toHaveLength(1);
    expect(JSON.stringify(receiver?.[1].Value)).toMatch(/webhooks\/wa.*mutualTls/);
  });

  it('has a path, a secret and a verify token of its own', () => {
    const template = synthesize({ apps: { meta: {}, shop: {} } });
    const outputs = template.findOutputs('*') as Record<string, { Value: unknown }>;
    expect(JSON.stringify(outputs['CallbackUrlShop']!.Value)).toMatch(/\/webhooks\/shop"\]\]\}$/);
    expect(outputs['AppSecretArnShop']!.Value).toEqual(ref('SecretShop'));
    const secrets = Object.entries(listResources(template)).filter(
      ([, { Type }]) => Type === 'AWS::SecretsManager::Secret',
    );
    expect(secrets.map(([id]) => id)).toEqual(['SecretMeta', 'SecretShop']);
    for (const [, { Properties }] of secrets)
      expect(Properties['GenerateSecretString']).toMatchObject({ GenerateStringKey: 'verifyToken' });
  });

  it('that is taken away keeps its secret', () => {
    expect(changed({ apps: { meta: {}, shop: {} } }, { apps: { meta: {} } })).toEqual([
      'AWS::SecretsManager::Secret SecretShop',
      ...INGRESS_ONLY,
    ]);
    expect(listResources(synthesize({ apps: { meta: {}, shop: {} } }))['SecretShop']!.DeletionPolicy).toBe(
      'RetainExceptOnCreate',
    );
  });
});
