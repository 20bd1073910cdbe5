import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { readAppSecret, readTokenSecret, writeAppSecret } from '../../../cli/aws/app-secret-store.ts';
import { CliError } from '../../../cli/errors/cli-error.ts';
import { startFakeSecretsManager, type FakeSecretsManager } from '../../support/fakes/fake-secrets-manager.ts';
import { createClient } from '../../support/fakes/recording-server.ts';

const ARN = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:SecretMeta-AbCdEf';
const BEFORE = { appSecret: '', verifyToken: 'generated0planted' };
const AFTER = {
  appSecret: 'planted0app0secret',
  verifyToken: 'generated0planted',
  threadsAppSecret: 'planted0threads',
};

let store: FakeSecretsManager;
let client: SecretsManagerClient;
beforeAll(async () => {
  store = await startFakeSecretsManager();
  client = new SecretsManagerClient({ ...createClient(store.url), maxAttempts: 3, retryMode: 'standard' });
});
beforeEach(() => {
  store.puts.length = 0;
  store.putFault = () => undefined;
  store.secrets.set(ARN, { AWSCURRENT: { text: JSON.stringify(BEFORE), createdMs: 0 } });
});
afterAll(async () => {
  client.destroy();
  await store.stop();
});

async function catchRefusal(run: Promise<unknown>): Promise<CliError> {
  const error: unknown = await run.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof CliError) return error;
  throw new Error('was not refused as it should be', { cause: error });
}

describe("writing an app's secret", () => {
  it('makes one version, keeps the one before, and reads back', async () => {
    await writeAppSecret(client, ARN, AFTER);
    expect(await readAppSecret(client, ARN)).toEqual(AFTER);
    expect(store.puts).toHaveLength(1);
    expect(store.secrets.get(ARN)).toMatchObject({
      AWSCURRENT: { text: JSON.stringify(AFTER) },
      AWSPREVIOUS: { text: JSON.stringify(BEFORE) },
    });
  });

  it('makes one version though the answer was lost: the attempt after it has the same id', async () => {
    store.putFault = () =>
      store.puts.length === 1 ? { status: 500, code: 'InternalServiceError', carriedOut: true } : undefined;
    await writeAppSecret(client, ARN, AFTER);
    expect(new Set(store.puts.map(({ ClientRequestToken }) => ClientRequestToken)).size).toBe(1);
    expect(store.puts).toHaveLength(2);
    expect(store.secrets.get(ARN)).toMatchObject({ AWSPREVIOUS: { text: JSON.stringify(BEFORE) } });
  });

  it.each([
    {
      rule: 'a refusal whose words quote the value',
      fault: { status: 400, code: 'ValidationException', message: `Value '${JSON.stringify(AFTER)}' failed` },
      want: 'SECRET_NOT_WRITTEN',
    },
    { rule: 'a role that may not', fault: { status: 400, code: 'AccessDeniedException' }, want: 'ACCESS_DENIED' },
  ])('says so after $rule, without the value', async ({ fault, want }) => {
    store.putFault = () => fault;
    const error = await catchRefusal(writeAppSecret(client, ARN, AFTER));
    expect(error.code).toBe(want);
    expect(error.message + error.hint).not.toContain('planted');
    expect(await readAppSecret(client, ARN)).toEqual(BEFORE);
  });
});

describe('reading', () => {
  it.each([
    { rule: 'no JSON', text: '{"appSecret":"planted' },
    { rule: 'a member that is no text', text: '{"appSecret":7,"verifyToken":"planted"}' },
    { rule: 'bytes', text: undefined },
  ])('of $rule is refused, and shows nothing of it', async ({ text }) => {
    store.secrets.set(ARN, { AWSCURRENT: { text, createdMs: 0 } });
    const { code, message, hint } = await catchRefusal(readAppSecret(client, ARN));
    expect(code).toBe('SECRET_UNREADABLE');
    expect(message + hint).not.toContain('planted');
  });

  it.each(['AccessDeniedException', 'ValidationException'])(
    "of a token that was put in place of a name does not show it, though AWS's words of %s do",
    async (code) => {
      store.fault = () => ({
        status: 400,
        code,
        message: 'User: me is not authorized to perform: secretsmanager:GetSecretValue on resource: EAAplanted',
      });
      const error = await catchRefusal(readTokenSecret(client, 'EAAplanted'));
      store.fault = () => undefined;
      expect(error.message + error.hint).not.toContain('planted');
      expect(error.message).toContain(code);
    },
  );

  it('of a token gives its text without the newline of an editor', async () => {
    store.secrets.set('token', { AWSCURRENT: { text: 'EAAplanted\n', createdMs: 0 } });
    expect(await readTokenSecret(client, 'token')).toBe('EAAplanted');
  });
});
