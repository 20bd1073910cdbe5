import { describe, expect, it } from '@jest/globals';
import { createSecretCache } from '../../../lambdas/ingress/secret-cache.ts';
import { warmUp } from '../../../lambdas/ingress/warm-up.ts';
import type { AppSecretVersions } from '../../../src/pipeline/accept/app-secret.ts';
import { recordOutput } from '../../support/harness/emf-lines.ts';
import { versions } from '../../support/harness/ingress-under-test.ts';

const never = async (): Promise<never> => new Promise(() => undefined);

/** A warm-up whose deadlines the test passes one by one. */
function warmUpUnderTest({
  read = () => Promise.resolve(versions()),
  connect = () => Promise.resolve(),
  apps = ['meta'],
}: {
  read?: (app: string) => Promise<AppSecretVersions>;
  connect?: (signal: AbortSignal) => Promise<void>;
  apps?: readonly string[];
}) {
  const deadlines: { readonly ms: number; readonly pass: () => void; isCleared: boolean }[] = [];
  const startDeadline = (ms: number) => {
    const controller = new AbortController();
    const deadline = { ms, pass: controller.abort.bind(controller), isCleared: false };
    deadlines.push(deadline);
    return { signal: controller.signal, clear: () => void (deadline.isCleared = true) };
  };
  const reads: string[] = [];
  const { output, printed } = recordOutput('ingress');
  const secrets = createSecretCache({
    read: (app) => {
      reads.push(app);
      return read(app);
    },
    now: () => 0,
    startDeadline,
    log: output,
  });
  return { deadlines, reads, printed, secrets, start: async () => warmUp({ apps, secrets, connect, startDeadline }) };
}

describe('the start of an environment', () => {
  it('reads the secrets, which the first requests then find', async () => {
    const { start, secrets, reads } = warmUpUnderTest({ apps: ['meta', 'shop'] });
    await start();
    await secrets.get('meta');
    await secrets.get('shop');
    expect(reads).toEqual(['meta', 'shop']);
  });

  it('reads the secrets of four apps at most', async () => {
    const { start, reads } = warmUpUnderTest({ apps: ['a', 'b', 'c', 'd', 'e'] });
    await start();
    expect(reads).toEqual(['a', 'b', 'c', 'd']);
  });

  it('leaves no trace of a secret that it could not read: the first request reads it', async () => {
    let isDown = true;
    const { start, secrets, reads, printed } = warmUpUnderTest({
      read: () => (isDown ? Promise.reject(new Error('down')) : Promise.resolve(versions({ appSecret: 'good' }))),
    });
    await start();
    expect(printed).toEqual([]);
    isDown = false;
    expect((await secrets.get('meta')).current.appSecret).toBe('good');
    expect(reads).toHaveLength(2);
  });

  it('does not delay the forced read of a first request whose signature does not match', async () => {
    const { start, secrets, reads } = warmUpUnderTest({ read: () => Promise.reject(new Error('down')) });
    await start();
    await secrets.refresh('meta').catch(() => undefined);
    expect(reads).toHaveLength(2);
  });

  it.each([
    { rule: 'SQS that refuses', connect: () => Promise.reject(new Error('refused')) },
    { rule: 'a client that throws', connect: () => Promise.reject(new TypeError('broken')) },
  ])('survives $rule', async ({ connect }) => {
    const { start } = warmUpUnderTest({ connect });
    await expect(start()).resolves.toBeUndefined();
  });

  it.each([
    { rule: 'SQS', hanging: { connect: never } },
    { rule: 'Secrets Manager', hanging: { read: never } },
  ])('waits for $rule a second at most, even if it looks at no signal', async ({ hanging }) => {
    const { start, deadlines } = warmUpUnderTest(hanging);
    const started = start();
    expect(Math.max(...deadlines.map(({ ms }) => ms))).toBe(1_000);
    for (const { pass } of deadlines) pass();
    await expect(started).resolves.toBeUndefined();
  });

  it('leaves no timer', async () => {
    const { start, deadlines } = warmUpUnderTest({});
    await start();
    expect(deadlines.map(({ isCleared }) => isCleared)).toEqual([true, true]);
  });

  it('does not replace a secret that a request has read meanwhile', async () => {
    const first = Promise.withResolvers<AppSecretVersions>();
    const secretsRead = [first.promise, Promise.resolve(versions({ appSecret: 'later' }))];
    const { start, secrets } = warmUpUnderTest({ read: () => secretsRead.shift()! });
    const started = start();
    await secrets.get('meta');
    first.resolve(versions({ appSecret: 'earlier' }));
    await started;
    expect((await secrets.get('meta')).current.appSecret).toBe('later');
  });
});
