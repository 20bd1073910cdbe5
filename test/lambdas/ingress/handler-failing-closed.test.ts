import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { createSecretReader } from '../../../lambdas/ingress/read-secret.ts';
import { SecretError } from '../../../src/pipeline/accept/app-secret.ts';
import { startFakeSecretsManager, type FakeSecretsManager } from '../../support/fakes/fake-secrets-manager.ts';
import { get, signedPost } from '../../support/builders/gateway-event.ts';
import { ingressUnderTest, versions, VERIFY_TOKEN } from '../../support/harness/ingress-under-test.ts';
import { recordLog } from '../../support/harness/log-lines.ts';
import { createClient } from '../../support/fakes/recording-server.ts';

const EMPTY = Buffer.from('{}');

describe('a secret that makes no sense', () => {
  let store: FakeSecretsManager;
  beforeAll(async () => {
    store = await startFakeSecretsManager();
  });
  afterAll(async () => store.stop());

  it('as the previous version does not lock out a good current one', async () => {
    store.secrets.set('arn', {
      AWSCURRENT: { text: '{"appSecret":"good","verifyToken":"t"}', createdMs: 1 },
      AWSPREVIOUS: { text: 'a pasted app secret', createdMs: 0 },
    });
    const client = new SecretsManagerClient({ ...createClient(store.url), maxAttempts: 1 });
    const { log, lines } = recordLog();
    const read = createSecretReader({
      client,
      arns: new Map([['meta', 'arn']]),
      previousSecretMs: 1_000,
      now: () => 1,
      log,
    });
    const found = await read('meta', new AbortController().signal);
    expect(found).toMatchObject({ current: { appSecret: 'good' } });
    expect(found.previous).toBeUndefined();
    expect(JSON.stringify(lines)).toContain('SECRET_MALFORMED');
    expect(JSON.stringify(lines)).not.toContain('pasted');
  });

  it('as the current version does not keep the one before it alive', async () => {
    let malformed = false;
    const ingress = ingressUnderTest({
      read: () =>
        malformed
          ? Promise.reject(new SecretError('SECRET_MALFORMED', 'x'))
          : Promise.resolve(versions({ appSecret: 'leaked' })),
    });
    const post = async () =>
      (await ingress.ask(signedPost(EMPTY, { secret: 'leaked', timeEpoch: ingress.clock.nowMs }))).statusCode;
    expect(await post()).toBe(200);
    malformed = true;
    ingress.clock.nowMs += 5 * 60_000;
    expect(await post()).toBe(503);
  });
});

describe('a store that cannot be reached', () => {
  it('is asked once by a request whose kept secret is stale and does not match', async () => {
    let [reads, down] = [0, false];
    const ingress = ingressUnderTest({
      read: () => {
        reads += 1;
        return down ? Promise.reject(new Error('down')) : Promise.resolve(versions({ appSecret: 'a' }));
      },
    });
    const post = async (secret: string) =>
      (await ingress.ask(signedPost(EMPTY, { secret, timeEpoch: ingress.clock.nowMs }))).statusCode;
    expect(await post('a')).toBe(200);
    down = true;
    ingress.clock.nowMs += 5 * 60_000;
    expect([await post('a guess'), reads]).toEqual([401, 2]);
  });
});

describe('a request that comes too late', () => {
  it('is refused at once, even where nothing would have to be waited for', async () => {
    const ingress = ingressUnderTest({ read: () => Promise.resolve(versions({ verifyToken: VERIFY_TOKEN })) });
    const query = { 'hub.mode': 'subscribe', 'hub.challenge': '1', 'hub.verify_token': VERIFY_TOKEN };
    expect((await ingress.ask(get(query, { timeEpoch: ingress.clock.nowMs - 4_000 }))).statusCode).toBe(503);
    expect((await ingress.ask(get(query, { timeEpoch: ingress.clock.nowMs - 3_999 }))).statusCode).toBe(200);
  });

  it('is not queued', async () => {
    const ingress = ingressUnderTest();
    const { statusCode } = await ingress.ask(signedPost(EMPTY, { timeEpoch: 0 }));
    expect([statusCode, ingress.queued]).toEqual([503, []]);
  });
});
