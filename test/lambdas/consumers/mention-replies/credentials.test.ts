import { inspect } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { createCredentialStore } from '../../../../lambdas/consumers/mention-replies/credentials.ts';
import { startFakeSecretsManager, type FakeSecretsManager } from '../../../support/fakes/fake-secrets-manager.ts';
import { createClient } from '../../../support/fakes/recording-server.ts';

const PLACES = { tokenArn: 'arn:token', appSecretArn: 'arn:app' };

let store: FakeSecretsManager;
let client: SecretsManagerClient;
let nowMs = 0;
const keep = (arn: string, text: string): void => void store.secrets.set(arn, { AWSCURRENT: { text, createdMs: 0 } });
const create = () => createCredentialStore(client, () => nowMs);

beforeAll(async () => {
  store = await startFakeSecretsManager();
  client = new SecretsManagerClient({ ...createClient(store.url), maxAttempts: 1 });
});
afterEach(() => {
  store.secrets.clear();
  store.asked.length = 0;
  store.fault = () => undefined;
  nowMs = 0;
});
afterAll(async () => {
  client.destroy();
  await store.stop();
});

describe('credentials', () => {
  it("are the account's token and its app's secret, read once in five minutes", async () => {
    keep('arn:token', '{"accessToken":"EAAsecret","unused":"x"}');
    keep('arn:app', '{"appSecret":"s","verifyToken":"v"}');
    const credentials = create();
    expect(await credentials.get(PLACES)).toEqual({ token: 'EAAsecret', appSecret: 's' });
    nowMs = 299_999;
    await credentials.get(PLACES);
    expect(store.asked).toHaveLength(2);
    nowMs = 300_000;
    await credentials.get(PLACES);
    expect(store.asked).toHaveLength(4);
  });

  it('are read anew once they are forgotten', async () => {
    keep('arn:token', '{"accessToken":"old"}');
    keep('arn:app', '{"appSecret":"s"}');
    const credentials = create();
    await credentials.get(PLACES);
    keep('arn:token', '{"accessToken":"new"}');
    credentials.forget(PLACES);
    expect(await credentials.get(PLACES)).toMatchObject({ token: 'new' });
  });

  it.each([
    {
      rule: 'the token is as the stack made it',
      token: '{"accessToken":"","unused":"x"}',
      app: '{"appSecret":"s"}',
      code: 'TOKEN_UNSET',
    },
    {
      rule: 'the token is broken JSON',
      token: '{"accessToken":"EAAsecret"',
      app: '{"appSecret":"s"}',
      code: 'TOKEN_UNSET',
    },
    { rule: 'the token is no text', token: '{"accessToken":1}', app: '{"appSecret":"s"}', code: 'TOKEN_UNSET' },
    {
      rule: 'the app secret is empty',
      token: '{"accessToken":"EAAsecret"}',
      app: '{"appSecret":""}',
      code: 'APP_SECRET_UNSET',
    },
    {
      rule: 'the app secret is no JSON',
      token: '{"accessToken":"EAAsecret"}',
      app: 'hunter2',
      code: 'SECRET_MALFORMED',
    },
  ])('are refused without showing them, and not kept, when $rule', async ({ token, app, code }) => {
    keep('arn:token', token);
    keep('arn:app', app);
    const credentials = create();
    const error = await credentials.get(PLACES).catch((thrown: unknown) => thrown as Error);
    expect(error).toMatchObject({ code });
    expect(inspect(error)).not.toMatch(/EAAsecret|hunter2/);
    keep('arn:token', '{"accessToken":"good"}');
    keep('arn:app', '{"appSecret":"s"}');
    expect(await credentials.get(PLACES)).toMatchObject({ token: 'good' });
  });

  it.each(['AccessDeniedException', 'DecryptionFailure', 'ResourceNotFoundException', 'InvalidRequestException'])(
    'are refused with the name of what keeps them from being read: %s',
    async (code) => {
      keep('arn:token', '{"accessToken":"EAAsecret"}');
      keep('arn:app', '{"appSecret":"s"}');
      store.fault = ({ SecretId }) =>
        SecretId === 'arn:token'
          ? { status: 400, code, message: 'User: arn:aws:sts::123456789012:x is not' }
          : undefined;
      const error = await create()
        .get(PLACES)
        .catch((thrown: unknown) => thrown as Error);
      expect(error).toMatchObject({
        name: 'CredentialsError',
        code: 'SECRET_UNREADABLE',
        hint: expect.stringContaining(code),
      });
      expect(inspect(error)).not.toContain('sts');
    },
  );

  it('that Secrets Manager fails to give now are another matter', async () => {
    store.fault = () => ({ status: 500, code: 'InternalServiceError' });
    expect(
      await create()
        .get(PLACES)
        .catch((thrown: unknown) => thrown),
    ).toMatchObject({ name: 'InternalServiceError' });
  });
});
