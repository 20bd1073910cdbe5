import { expect, it } from '@jest/globals';
import { readProperties, synthesize } from '../synth.ts';

it('the generating block never changes: Secrets Manager would overwrite every app secret with a new empty one', () => {
  const { GenerateSecretString } = readProperties(synthesize(), 'AWS::SecretsManager::Secret');
  expect(JSON.stringify(GenerateSecretString)).toBe(
    '{"ExcludePunctuation":true,"GenerateStringKey":"verifyToken","PasswordLength":40,"SecretStringTemplate":"{\\"appSecret\\":\\"\\"}"}',
  );
});

it("an app's description is shown on its secret and changes nothing else of it", () => {
  const plain = readProperties(synthesize({ apps: { shop: {} } }), 'AWS::SecretsManager::Secret');
  const described = readProperties(
    synthesize({ apps: { shop: { description: 'EU web shop' } } }),
    'AWS::SecretsManager::Secret',
  );
  expect(plain['Description']).toBe('Meta app shop: app secret and verify token');
  expect(described).toEqual({ ...plain, Description: 'Meta app shop: app secret and verify token (EU web shop)' });
});
