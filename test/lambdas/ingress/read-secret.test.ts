import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { createSecretReader } from '../../../lambdas/ingress/read-secret.ts';
import { appSecret } from '../../support/harness/ingress-under-test.ts';
import {
  startFakeSecretsManager,
  type FakeSecretsManager,
  type StoredVersion,
} from '../../support/fakes/fake-secrets-manager.ts';
import { recordLog } from '../../support/harness/log-lines.ts';
import { createClient } from '../../support/fakes/recording-server.ts';

const ARN = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:SecretMeta-synthetic';
const CREATED_MS = Date.parse('2026-01-01T00:00:00.250Z');
const DAY_MS = 24 * 3600_000;
const clock = { nowMs: CREATED_MS };
const version = (text: string | undefined, createdMs = CREATED_MS): StoredVersion => ({ text, createdMs });

let store: FakeSecretsManager;
let client: SecretsManagerClient;
const reader = (previousSecretMs: number) =>
  createSecretReader({
    client,
    arns: new Map([['meta', ARN]]),
    previousSecretMs,
    now: () => clock.nowMs,
    log: recordLog().log,
  });
const read = (app = 'meta', signal = new AbortController().signal) => reader(DAY_MS)(app, signal);
const keep = (current?: StoredVersion, previous?: StoredVersion): void =>
  void store.secrets.set(ARN, { ...(current && { AWSCURRENT: current }), ...(previous && { AWSPREVIOUS: previous }) });

beforeAll(async () => {
  store = await startFakeSecretsManager();
  client = new SecretsManagerClient({ ...createClient(store.url), maxAttempts: 1 });
});
afterEach(() => {
  store.secrets.clear();
  store.asked.length = 0;
  store.fault = () => undefined;
});
afterAll(async () => {
  client.destroy();
  await store.stop();
});

describe('the reader of secrets', () => {
  it('gives the current version and when it was made, where there is no other', async () => {
    keep(version('{"appSecret":"a","verifyToken":"v"}'));
    expect(await read()).toEqual({
      current: appSecret({ appSecret: 'a', verifyToken: 'v' }),
      currentSinceMs: CREATED_MS,
    });
  });

  it('gives both versions, and the time of the current one', async () => {
    keep(version('{"appSecret":"new","verifyToken":"v2"}'), version('{"appSecret":"old","verifyToken":"v1"}', 0));
    expect(await read()).toStrictEqual({
      current: appSecret({ appSecret: 'new', verifyToken: 'v2' }),
      currentSinceMs: CREATED_MS,
      previous: appSecret({ appSecret: 'old', verifyToken: 'v1' }),
    });
  });

  it.each([
    { rule: 'while it can count', afterMs: DAY_MS - 1, want: ['AWSCURRENT', 'AWSPREVIOUS'] },
    { rule: 'not at all when its time is over', afterMs: DAY_MS, want: ['AWSCURRENT'] },
  ])('asks for the previous version $rule', async ({ afterMs, want }) => {
    keep(version('{"appSecret":"new"}'), version('{"appSecret":"old"}', 0));
    clock.nowMs = CREATED_MS + afterMs;
    const { previous } = await read();
    clock.nowMs = CREATED_MS;
    expect(store.asked).toEqual(want.map((VersionStage) => ({ SecretId: ARN, VersionStage })));
    expect(previous?.appSecret).toBe(want.length === 2 ? 'old' : undefined);
  });

  it('never asks for the previous version where its time is 0, however late the clock is', async () => {
    keep(version('{"appSecret":"new"}'), version('{"appSecret":"old"}', 0));
    clock.nowMs = CREATED_MS - 2_000;
    await reader(0)('meta', new AbortController().signal);
    clock.nowMs = CREATED_MS;
    expect(store.asked).toEqual([{ SecretId: ARN, VersionStage: 'AWSCURRENT' }]);
  });

  it('leaves out a member that is malformed, and reads the others and the previous version', async () => {
    keep(version('{"appSecret":"new\\n","verifyToken":"v","threadsAppSecret":"t"}'), version('{"appSecret":"old"}', 0));
    expect(await read()).toMatchObject({
      malformed: ['appSecret'],
      current: appSecret({ verifyToken: 'v', threadsAppSecret: 't' }),
      previous: { appSecret: 'old' },
    });
  });

  it.each(['AWSCURRENT', 'AWSPREVIOUS'] as const)('stops waiting for %s when the time is over', async (stage) => {
    keep(version('{"appSecret":"a"}'), version('{"appSecret":"b"}'));
    const controller = new AbortController();
    store.fault = ({ VersionStage }) => {
      if (VersionStage !== stage) return undefined;
      controller.abort();
      return 'hang';
    };
    await expect(read('meta', controller.signal)).rejects.toMatchObject({ name: 'AbortError' });
  });

  it.each([
    { stage: 'AWSCURRENT', status: 400, code: 'AccessDeniedException' },
    { stage: 'AWSCURRENT', status: 400, code: 'ResourceNotFoundException' },
    { stage: 'AWSCURRENT', status: 500, code: 'InternalServiceError' },
    { stage: 'AWSPREVIOUS', status: 400, code: 'AccessDeniedException' },
    { stage: 'AWSPREVIOUS', status: 400, code: 'DecryptionFailure' },
    { stage: 'AWSPREVIOUS', status: 400, code: 'ThrottlingException' },
    { stage: 'AWSPREVIOUS', status: 500, code: 'InternalServiceError' },
  ])('gives nothing at all when $stage is answered with $code', async ({ stage, status, code }) => {
    keep(version('{"appSecret":"a"}'), version('{"appSecret":"b"}'));
    store.fault = ({ VersionStage }) => (VersionStage === stage ? { status, code } : undefined);
    await expect(read()).rejects.toMatchObject({ name: code });
  });

  it('gives nothing when there is no current version, even if there is a previous one', async () => {
    keep(undefined, version('{"appSecret":"b"}'));
    await expect(read()).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it.each([
    { rule: 'is no JSON', text: 'planted' },
    { rule: 'is bytes', text: undefined },
  ])('says that a current version is malformed that $rule', async ({ text }) => {
    keep(version(text));
    const reading = read();
    await expect(reading).rejects.toMatchObject({ status: 503, code: 'SECRET_MALFORMED' });
    await expect(reading).rejects.toMatchObject({ message: expect.not.stringContaining('planted') });
  });

  it('gives nothing when the store does not say when the current version was made', async () => {
    keep(version('{"appSecret":"a"}', NaN));
    await expect(read()).rejects.toMatchObject({ status: 503, code: 'SECRET_UNAVAILABLE' });
  });
});
