import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { graphFromSecret } from '../../../lambdas/consumers/graph-from-secret.ts';
import { startFakeSecretsManager, type FakeSecretsManager } from '../../support/fakes/fake-secrets-manager.ts';
import { createClient, startRecordingServer, type RecordingServer } from '../../support/fakes/recording-server.ts';

const ARN = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:crm';
let fake: FakeSecretsManager;
let meta: RecordingServer;
let secretsManager: SecretsManagerClient;
let nowMs = 0;
beforeAll(async () => {
  fake = await startFakeSecretsManager();
  meta = await startRecordingServer(() => ({ status: 200, body: '{}', type: 'application/json' }));
  secretsManager = new SecretsManagerClient({ ...createClient(fake.url), maxAttempts: 1 });
});
beforeEach(() => {
  fake.asked.length = 0;
  meta.calls.length = 0;
});
afterAll(async () => {
  secretsManager.destroy();
  await Promise.all([fake.stop(), meta.stop()]);
});

const store = (text: string | undefined): void => void fake.secrets.set(ARN, { AWSCURRENT: { text, createdMs: 0 } });
const source = () => graphFromSecret(ARN, { baseUrl: meta.url }, { secretsManager, now: () => nowMs });
/** The tokens with which Meta was called. */
const tokens = (): unknown[] => meta.calls.map(({ headers }) => headers['authorization']);

it('the client calls with the token of the secret, and with its proof where the app secret is there too', async () => {
  store('{"token":"EAAsynthetic","appSecret":"synthetic"}');
  await (await source()()).send({ path: ['1'] });
  expect(tokens()).toEqual(['Bearer EAAsynthetic']);
  expect(meta.calls[0]!.path).toContain('appsecret_proof=');
  store('{"token":"EAAsynthetic"}');
  await (await source()()).send({ path: ['1'] });
  expect(meta.calls[1]!.path).not.toContain('appsecret_proof=');
});

it('the secret is read once in five minutes; then a renewed token is used', async () => {
  const graph = source();
  store('{"token":"EAAold"}');
  await (await graph()).send({ path: ['1'] });
  store('{"token":"EAAnew"}');
  nowMs += 299_999;
  await (await graph()).send({ path: ['1'] });
  nowMs += 1;
  await (await graph()).send({ path: ['1'] });
  expect([tokens(), fake.asked.length]).toEqual([['Bearer EAAold', 'Bearer EAAold', 'Bearer EAAnew'], 2]);
});

it.each([
  { text: '{"token":""}' },
  { text: '{"appSecret":"planted"}' },
  { text: '{"token":"planted"' },
  { text: 'null' },
  { text: undefined },
])('a secret without a token ($text) is refused, and nothing of it shown', async ({ text }) => {
  store(text);
  const thrown: unknown = await source()().catch((error: unknown) => error);
  expect(thrown).toMatchObject({ code: 'MISSING_TOKEN' });
  expect(String(thrown)).not.toContain('planted');
});

it('a failure is not kept', async () => {
  const graph = source();
  store('{}');
  await expect(graph()).rejects.toMatchObject({ code: 'MISSING_TOKEN' });
  store('{"token":"EAAsynthetic"}');
  await expect(graph()).resolves.toBeDefined();
});
