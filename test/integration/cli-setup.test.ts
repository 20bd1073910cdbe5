import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { PLANTED, startOperator, type OperatorUnderTest } from '../support/harness/operator-under-test.ts';

let operator: OperatorUnderTest;
beforeAll(async () => {
  operator = await startOperator();
});
afterAll(async () => {
  await operator.stop();
});
beforeEach(() => {
  operator.reset();
});
afterEach(async () => {
  expect(await operator.leftOver()).toEqual([]);
  for (const secret of Object.values(PLANTED).filter((one) => one !== PLANTED.verifyToken))
    expect(operator.shown.join('')).not.toContain(secret);
});

/** As the stack makes it. */
const fresh = (): void => {
  operator.store({ appSecret: '', verifyToken: PLANTED.verifyToken });
};

interface SetupDocument {
  readonly app: string;
  readonly callbackUrl: string;
  readonly verifyToken?: string;
  readonly secrets: Record<string, string>;
  readonly written: boolean;
  readonly challenge: { readonly ok: boolean; readonly code?: string };
  readonly roundTrip?: { readonly ok: boolean; readonly code?: string; readonly posts: number };
  readonly next: readonly { readonly name: string }[];
}

describe('setup of a fresh deployment', () => {
  it('asks for the app secret, stores it beside the verify token in one version, and proves that it works', async () => {
    fresh();
    operator.answers = [PLANTED.appSecret];
    const { code, stdout } = await operator.run(['setup'], { env: { NO_COLOR: '1' }, ports: { outIsTerminal: true } });
    expect(code).toBe(0);
    expect(operator.questions).toEqual([expect.stringContaining('app secret')]);
    expect(operator.secrets.puts).toHaveLength(1);
    expect(operator.stored()).toEqual({ appSecret: PLANTED.appSecret, verifyToken: PLANTED.verifyToken });
    expect(operator.callback.requests).toEqual(['GET 200', 'POST 200']);
    expect(stdout).toContain(`Callback URL  ${operator.callback.url}`);
    expect(stdout).toContain(`Verify Token  ${PLANTED.verifyToken}`);
    expect(stdout).toMatch(/✔ end-to-end check: a signed request became an event on the bus after [\d,]+ ms/);
  });

  it("the check's event is one that no rule for an object of Meta's catches, and does not count as unknown", async () => {
    const before = operator.command.receiver.bus.events.length;
    await operator.run(['setup']);
    const [event] = operator.command.receiver.bus.events.slice(before);
    expect(event).toMatchObject({ Source: 'meta.webhooks', DetailType: 'meta_webhooks.round_trip' });
    expect(JSON.parse(event!.Detail)).toMatchObject({
      object: 'meta_webhooks',
      field: 'round_trip',
      entryId: '0',
      weak: true,
    });
    expect(operator.command.receiver.logged.filter(({ message }) => message === 'unknown to the catalog')).toEqual([]);
  });

  it('takes the secret from an environment variable, a trailing newline aside', async () => {
    fresh();
    const { code } = await operator.run(['setup', '--secret-from', 'env:GIVEN'], {
      env: { GIVEN: `${PLANTED.appSecret}\n` },
    });
    expect([code, operator.stored()['appSecret']]).toEqual([0, PLANTED.appSecret]);
  });

  it('takes it from another secret of Secrets Manager', async () => {
    fresh();
    operator.secrets.secrets.set('vault/meta', { AWSCURRENT: { text: PLANTED.appSecret, createdMs: 0 } });
    const { code } = await operator.run(['setup', '--secret-from', 'secret:vault/meta']);
    expect([code, operator.stored()['appSecret']]).toEqual([0, PLANTED.appSecret]);
  });

  it.each([
    {
      rule: 'of the form of the receiver',
      text: JSON.stringify({ appSecret: PLANTED.appSecret, verifyToken: 'another' }),
      code: 0,
      want: PLANTED.appSecret,
    },
    { rule: 'of another form', text: `{"password":"${PLANTED.appSecret}"`, code: 1, want: '' },
  ])('takes it from a secret $rule, or says what is wrong with that', async ({ text, code, want }) => {
    fresh();
    operator.secrets.secrets.set('vault/meta', { AWSCURRENT: { text, createdMs: 0 } });
    expect((await operator.run(['setup', '--secret-from', 'secret:vault/meta', '--no-round-trip'])).code).toBe(code);
    expect(operator.stored()).toEqual({ appSecret: want, verifyToken: PLANTED.verifyToken });
  });

  it('makes a verify token where none is stored', async () => {
    operator.store({ appSecret: PLANTED.appSecret, verifyToken: '' });
    const { code, verifyToken, challenge } = await operator.json<SetupDocument>(['setup', '--show-verify-token']);
    expect([code, challenge.ok]).toEqual([0, true]);
    expect(verifyToken).toMatch(/^[0-9a-f]{40}$/);
    expect(operator.stored()).toEqual({ appSecret: PLANTED.appSecret, verifyToken });
  });
});

describe('setup again', () => {
  it('writes nothing, asks nothing, and says what is already right', async () => {
    const { code, written, secrets, challenge, roundTrip } = await operator.json<SetupDocument>(['setup']);
    expect({ code, written, challenge: challenge.ok, roundTrip: roundTrip?.ok }).toEqual({
      code: 0,
      written: false,
      challenge: true,
      roundTrip: true,
    });
    expect(secrets).toEqual({
      appSecret: 'kept',
      verifyToken: 'kept',
      instagramAppSecret: 'none',
      threadsAppSecret: 'none',
    });
    expect([operator.secrets.puts, operator.questions]).toEqual([[], []]);
  });

  it('with the secret that is stored writes no version: the one before would be lost', async () => {
    const { secrets, written } = await operator.json<SetupDocument>(['setup', '--secret-from', 'env:GIVEN'], {
      env: { GIVEN: PLANTED.appSecret },
    });
    expect([secrets['appSecret'], written, operator.secrets.puts]).toEqual(['same', false, []]);
  });

  it('replaces one secret and keeps the others, all in one version', async () => {
    operator.store({
      appSecret: PLANTED.appSecret,
      verifyToken: PLANTED.verifyToken,
      threadsAppSecret: PLANTED.threadsAppSecret,
    });
    operator.answers = [PLANTED.newAppSecret, PLANTED.instagramAppSecret];
    expect((await operator.run(['setup', '--secret-from', 'prompt', '--instagram'])).code).toBe(0);
    expect(operator.questions).toEqual([
      expect.stringContaining('The app secret'),
      expect.stringContaining('Instagram app secret'),
    ]);
    expect(operator.secrets.puts).toHaveLength(1);
    expect(operator.stored()).toEqual({
      appSecret: PLANTED.newAppSecret,
      verifyToken: PLANTED.verifyToken,
      threadsAppSecret: PLANTED.threadsAppSecret,
      instagramAppSecret: PLANTED.instagramAppSecret,
    });
  });
});

describe('what is shown', () => {
  it.each([
    { rule: 'hides the verify token where standard output is no terminal', args: [], shows: false },
    { rule: 'shows it there when asked to', args: ['--show-verify-token'], shows: true },
    { rule: 'hides it in JSON', args: ['--json'], shows: false },
    { rule: 'shows it in JSON when asked to', args: ['--json', '--show-verify-token'], shows: true },
  ])('$rule', async ({ args, shows }) => {
    const { stdout, stderr } = await operator.run(['setup', '--no-round-trip', ...args]);
    expect((stdout + stderr).includes(PLANTED.verifyToken)).toBe(shows);
  });

  it('names the clicks of every product, or of those that are asked for', async () => {
    const all = await operator.json<SetupDocument>(['setup', '--no-round-trip']);
    const two = await operator.json<SetupDocument>([
      'setup',
      '--no-round-trip',
      '--object',
      'threads',
      '--object',
      'payments',
    ]);
    expect(all.next.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['page', 'user', 'instagram', 'messenger', 'whatsapp', 'threads', 'payments']),
    );
    expect(two.next.map(({ name }) => name)).toEqual(['threads', 'payments']);
    expect((await operator.run(['setup', '--no-round-trip', '--object', 'page'])).stdout).toContain(
      'choose Page › Subscribe to this object',
    );
  });
});

describe('--dry-run', () => {
  it('asks nothing, stores nothing, sends no request', async () => {
    fresh();
    const { secrets, written, roundTrip } = await operator.json<SetupDocument>(
      ['setup', '--dry-run', '--instagram', 'env:GIVEN'],
      { env: { GIVEN: PLANTED.instagramAppSecret } },
    );
    expect({ secrets, written, roundTrip }).toMatchObject({
      secrets: { appSecret: 'would be asked for', instagramAppSecret: 'changed' },
      written: false,
    });
    expect([operator.secrets.puts, operator.questions, operator.callback.requests]).toEqual([[], [], ['GET 200']]);
  });
});

describe('what takes time', () => {
  it('waits until ingress reads the new secret, which it does every 30 s at most', async () => {
    fresh();
    const deliver = async () =>
      fetch(operator.callback.url, {
        method: 'POST',
        body: '{}',
        headers: { 'x-hub-signature-256': `sha256=${'0'.repeat(64)}` },
      });
    await deliver(); // reads the secret
    operator.callback.aheadMs = 2_000;
    await deliver(); // finds it unset still, and looks once more: not again for 30 s
    operator.callback.requests.length = 0;
    operator.answers = [PLANTED.appSecret];
    const { code, stderr } = await operator.run(['setup', '--progress']);
    expect(code).toBe(0);
    expect(operator.callback.requests).toEqual([
      'GET 200',
      'POST 503 SECRET_UNSET',
      'POST 503 SECRET_UNSET',
      'POST 503 SECRET_UNSET',
      'POST 200',
    ]);
    expect(operator.pauses).toEqual([10_000, 10_000, 10_000]);
    expect(stderr).toContain('end-to-end check: response 503 SECRET_UNSET: ingress may still use the previous secret');
  });

  it('ends after a minute and a half with what was last answered', async () => {
    operator.callback.answerWith = { status: 401, body: '{"code":"SIGNATURE_MISMATCH","hint":"compare"}' };
    const { code, roundTrip } = await operator.json<SetupDocument>(['setup']);
    expect([code, roundTrip]).toEqual([1, expect.objectContaining({ ok: false, code: 'SIGNATURE_MISMATCH' })]);
    expect(operator.pauses.reduce((sum, ms) => sum + ms, 0)).toBeLessThanOrEqual(90_000);
    expect(operator.pauses.length).toBeGreaterThan(6);
  });
});
